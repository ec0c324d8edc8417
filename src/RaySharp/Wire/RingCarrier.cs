using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>Frames through a ring; what does not fit waits on the heap until the reader has made half of the ring free.</summary>
internal sealed class RingCarrier(RingWriter ring, PeerBells bells, uint inbox) : Carrier
{
    private readonly PeerBells _bells = bells.Share();
    private readonly FutexDoorbell _bell = bells.At(inbox);
    private readonly RecordQueue _queue = new();

    public override long QueuedBytes => _queue.Bytes;

    public override bool CanMove => ring.IsHalfFree;

    public override bool NeedsRing => _bell.IsArmed;

    public override void Put(FrameBytes frame)
    {
        if (_queue.IsEmpty || (ring.IsHalfFree && Pump()))
        {
            if (frame.Length <= ring.MaxPayload && ring.TryWrite(FramePart.Whole, frame))
                return;
            PutPieces(frame);
            _ = Pump();
            return;
        }
        _queue.AppendFrame(frame, 0, ring.MaxPayload);
    }

    public override void Ring() => _bell.Ring();

    public override bool Pump()
    {
        while (!_queue.IsEmpty)
        {
            int moved = ring.WriteRecords(_queue.First);
            if (moved > 0)
            {
                _queue.Advance(moved);
                continue;
            }
            // The full part of a ring is no reason to sleep for a reader that has not been told of it.
            _bell.Ring();
            ring.Want();
            if (!ring.IsHalfFree)
                return false;
        }
        return true;
    }

    public override void Dispose()
    {
        _queue.Clear();
        ring.Dispose();
        _bells.Release();
    }

    private void PutPieces(FrameBytes frame)
    {
        int total = frame.Length;
        int offset = 0;
        while (offset < total)
        {
            int length = Math.Min(total - offset, ring.MaxPayload);
            if (!ring.TryWrite(Record.PartAt(offset, length, total), frame.Slice(offset, length)))
                break;
            offset += length;
        }
        if (offset < total || total == 0)
            _queue.AppendFrame(frame, offset, ring.MaxPayload);
    }
}
