namespace RaySharp.Wire;

/// <summary>Frames that reach an inbox by way of the heap: from this same process, or from a socket.</summary>
internal sealed class MemorySource(Link link) : FrameSource(link)
{
    private readonly Lock _lock = new();
    private readonly RecordQueue _queue = new();
    private long _available;
    private bool _detached;

    public override long Available => Volatile.Read(ref _available);

    /// <summary>Dropped when nobody reads any more.</summary>
    public void AppendFrame(FrameBytes frame)
    {
        lock (_lock)
        {
            if (_detached)
                return;
            _queue.AppendFrame(frame, 0, Record.MaxPayload(int.MaxValue));
            Volatile.Write(ref _available, _queue.Bytes);
        }
    }

    /// <summary>A frame or a piece of one, as it came from a socket. False when nobody reads any more.</summary>
    public bool AppendRecord(FramePart part, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_detached)
                return false;
            _queue.Append(part, new FrameBytes(bytes, default));
            Volatile.Write(ref _available, _queue.Bytes);
            return true;
        }
    }

    public override bool Fill(Batch batch)
    {
        lock (_lock)
        {
            if (!_queue.TryTakeChunk(out byte[] array, out int start, out int end))
                return false;
            batch.Adopt(this, array, start, end);
            Volatile.Write(ref _available, _queue.Bytes);
            return true;
        }
    }

    public override void Detach()
    {
        lock (_lock)
        {
            _detached = true;
            _queue.Clear();
            Volatile.Write(ref _available, 0);
        }
    }
}
