using System.Buffers;
using System.Runtime.InteropServices;

namespace RaySharp.Wire;

/// <summary>Records on the heap, in rented chunks, in order. Not thread-safe.</summary>
internal sealed class RecordQueue
{
    private readonly Queue<Chunk> _chunks = [];
    private Chunk? _last;

    public long Bytes { get; private set; }

    public bool IsEmpty => Bytes == 0;

    public ReadOnlySpan<byte> First => _chunks.Peek().Unread;

    /// <summary>Cuts a frame in records of at most <paramref name="maxPayload"/> bytes, from <paramref name="offset"/> on.</summary>
    public void AppendFrame(FrameBytes frame, int offset, int maxPayload)
    {
        int total = frame.Length;
        do
        {
            int length = Math.Min(total - offset, maxPayload);
            Append(Record.PartAt(offset, length, total), frame.Slice(offset, length));
            offset += length;
        }
        while (offset < total);
    }

    public void Append(FramePart part, FrameBytes bytes)
    {
        int size = Record.Size(bytes.Length);
        if (_last is null || _last.Room < size)
            _chunks.Enqueue(_last = new Chunk(ArrayPool<byte>.Shared.Rent(Math.Max(size, Record.BatchBytes))));
        Span<byte> room = _last.Take(size);
        MemoryMarshal.Write(room, Record.Header(part, bytes.Length));
        bytes.CopyTo(room[Record.HeaderBytes..]);
        Bytes += size;
    }

    /// <summary>Drops bytes of <see cref="First"/>.</summary>
    public void Advance(int bytes)
    {
        Chunk first = _chunks.Peek();
        first.Start += bytes;
        Bytes -= bytes;
        if (first.Start == first.End)
            ArrayPool<byte>.Shared.Return(Dequeue().Array);
    }

    /// <summary>Hands the first chunk over, array and all; the caller returns it to the shared pool.</summary>
    public bool TryTakeChunk(out byte[] array, out int start, out int end)
    {
        (array, start, end) = ([], 0, 0);
        if (IsEmpty)
            return false;
        Chunk first = Dequeue();
        Bytes -= first.End - first.Start;
        (array, start, end) = (first.Array, first.Start, first.End);
        return true;
    }

    public void Clear()
    {
        while (_chunks.Count > 0)
            ArrayPool<byte>.Shared.Return(Dequeue().Array);
        Bytes = 0;
    }

    private Chunk Dequeue()
    {
        Chunk first = _chunks.Dequeue();
        if (first == _last)
            _last = null;
        return first;
    }

    private sealed class Chunk(byte[] array)
    {
        public readonly byte[] Array = array;
        public int Start;
        public int End;

        public int Room => Array.Length - End;

        public ReadOnlySpan<byte> Unread => Array.AsSpan(Start, End - Start);

        public Span<byte> Take(int size)
        {
            End += size;
            return Array.AsSpan(End - size, size);
        }
    }
}
