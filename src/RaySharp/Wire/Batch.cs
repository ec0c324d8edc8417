using System.Buffers;
using System.Runtime.InteropServices;

namespace RaySharp.Wire;

/// <summary>A private copy of consecutive records of one source, and how far they have been handed out.</summary>
internal sealed class Batch
{
    private readonly byte[] _own = GC.AllocateUninitializedArray<byte>(Record.BatchBytes);
    private byte[] _buffer = [];
    private byte[]? _rented;
    private int _cursor;
    private int _end;

    /// <summary>Where the records come from; null before the first.</summary>
    public FrameSource? Source { get; private set; }

    public int Bytes => _end;

    /// <summary>Room for a copy; whatever was in the batch must have been handed out and handled.</summary>
    public Span<byte> Load(FrameSource source, int bytes)
    {
        Set(source, _own, 0, bytes);
        return _own.AsSpan(0, bytes);
    }

    /// <summary>Takes over a rented array of records.</summary>
    public void Adopt(FrameSource source, byte[] rented, int start, int end)
    {
        Set(source, rented, start, end);
        _rented = rented;
    }

    /// <summary>Forgets a record that was cut off at the end; returns the bytes that remain.</summary>
    public int KeepWholeRecords()
    {
        int kept = 0;
        while (kept + Record.HeaderBytes <= _end && kept + SizeAt(kept) <= _end)
            kept += SizeAt(kept);
        if (kept == 0)
            throw new WireViolationException($"A record of {SizeAt(0)} bytes is longer than the {Record.BatchBytes} allowed.");
        return _end = kept;
    }

    public bool TryNext(out TakenFrame frame)
    {
        while (_cursor < _end && !Source!.IsDropped)
        {
            uint header = MemoryMarshal.Read<uint>(_buffer.AsSpan(_cursor));
            int length = Record.Payload(header);
            int start = _cursor + Record.HeaderBytes;
            if (length > _end - start)
                throw new WireViolationException($"A record announces {length} bytes where {_end - start} are left.");
            _cursor += Record.Size(length);
            FrameSource source = Source;
            if (Record.Part(header) == FramePart.Whole && !source.Assembler.IsBusy)
            {
                frame = new TakenFrame(source, _buffer, start, length, false);
                return true;
            }
            if (source.Assembler.Add(Record.Part(header), _buffer.AsSpan(start, length)))
            {
                byte[] assembled = source.Assembler.Take(out int total);
                frame = new TakenFrame(source, assembled, 0, total, true);
                return true;
            }
        }
        frame = default;
        return false;
    }

    /// <summary>Gives the rented array back; nobody may still read a frame of it.</summary>
    public void Recycle()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }

    private void Set(FrameSource source, byte[] buffer, int start, int end)
    {
        Recycle();
        (Source, _buffer, _cursor, _end) = (source, buffer, start, end);
    }

    private int SizeAt(int at) => Record.Size(Record.Payload(MemoryMarshal.Read<uint>(_buffer.AsSpan(at))));
}
