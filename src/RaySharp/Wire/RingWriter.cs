using System.Runtime.InteropServices;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// The writing end of a ring. Not thread-safe: its outlet's lock guards it. The writer's own head is the truth; the shared word
/// only publishes it, so nothing the reader does to it matters here.
/// </summary>
internal sealed unsafe class RingWriter : IDisposable
{
    private readonly Mapping _memory;
    private readonly byte* _data;
    private readonly ulong* _sharedHead;
    private readonly ulong* _sharedTail;
    private readonly uint* _wanted;
    private readonly int _capacity;
    private ulong _head;
    private ulong _tail;

    private RingWriter(Mapping memory, int capacity)
    {
        _memory = memory;
        _capacity = capacity;
        _data = memory.Pointer + RingLayout.HeaderBytes;
        _sharedHead = RingLayout.Head(memory.Pointer);
        _sharedTail = RingLayout.Tail(memory.Pointer);
        _wanted = RingLayout.Wanted(memory.Pointer);
        MaxPayload = Record.MaxPayload(capacity);
    }

    public int MaxPayload { get; }

    /// <summary>The other half of the wait for space: a reader rings when at most half of the ring is in use.</summary>
    public bool IsHalfFree => (ulong)_capacity - Free() <= (ulong)_capacity / 2;

    /// <summary>A new ring for a peer's inbox, and the descriptor to send to that peer.</summary>
    public static RingWriter Create(int capacity, uint inbox, out int descriptor)
    {
        long bytes = RingLayout.HeaderBytes + (long)capacity;
        descriptor = SealedMemory.Create("raysharp-ring", bytes);
        try
        {
            Mapping memory = Mapping.OfDescriptor(descriptor, bytes);
            RingLayout.Write(memory.Pointer, capacity, inbox);
            return new RingWriter(memory, capacity);
        }
        catch
        {
            Descriptor.Close(descriptor);
            throw;
        }
    }

    /// <summary>False when there is no room now.</summary>
    public bool TryWrite(FramePart part, FrameBytes bytes)
    {
        int length = bytes.Length;
        int size = Record.Size(length);
        if (!HasRoom(size))
            return false;
        int index = Index(_head);
        *(uint*)(_data + index) = Record.Header(part, length);
        if (index + size <= _capacity)
            bytes.CopyTo(new Span<byte>(_data + index + Record.HeaderBytes, length));
        else
        {
            Copy(_head + Record.HeaderBytes, bytes.Head);
            Copy(_head + Record.HeaderBytes + (ulong)bytes.Head.Length, bytes.Body);
        }
        Publish(size);
        return true;
    }

    /// <summary>Copies as many whole records as fit; returns their bytes.</summary>
    public int WriteRecords(ReadOnlySpan<byte> records)
    {
        ulong free = Free();
        int fit = 0;
        while (fit < records.Length)
        {
            int size = Record.Size(Record.Payload(MemoryMarshal.Read<uint>(records[fit..])));
            if ((ulong)(fit + size) > free)
                break;
            fit += size;
        }
        Copy(_head, records[..fit]);
        Publish(fit);
        return fit;
    }

    /// <summary>Asks the reader for a ring of the bell; the caller must look at <see cref="IsHalfFree"/> once more afterwards.</summary>
    public void Want() => Interlocked.Exchange(ref *_wanted, 1);

    public void Dispose() => _memory.Dispose();

    private bool HasRoom(int size) => (ulong)_capacity - (_head - _tail) >= (ulong)size || Free() >= (ulong)size;

    private ulong Free()
    {
        _tail = Volatile.Read(ref *_sharedTail);
        ulong used = _head - _tail;
        return used <= (ulong)_capacity
            ? (ulong)_capacity - used
            : throw new WireViolationException($"The reader's position {_tail} is not within {_capacity} bytes behind the writer's {_head}.");
    }

    private int Index(ulong position) => (int)(position & (ulong)(_capacity - 1));

    private void Copy(ulong position, ReadOnlySpan<byte> bytes)
    {
        int index = Index(position);
        int first = Math.Min(bytes.Length, _capacity - index);
        bytes[..first].CopyTo(new Span<byte>(_data + index, first));
        bytes[first..].CopyTo(new Span<byte>(_data, bytes.Length - first));
    }

    private void Publish(int bytes)
    {
        _head += (ulong)bytes;
        Volatile.Write(ref *_sharedHead, _head);
    }
}
