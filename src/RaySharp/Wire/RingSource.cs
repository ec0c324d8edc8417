using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// The reading end of a ring. The reader's own tail is the truth. What the peer stores is read once, checked, and copied out
/// before anybody looks into it.
/// </summary>
internal sealed unsafe class RingSource : FrameSource
{
    private readonly Mapping _memory;
    private readonly PeerBells _writerBells;
    private readonly byte* _data;
    private readonly ulong* _sharedHead;
    private readonly ulong* _sharedTail;
    private readonly uint* _wanted;
    private readonly int _capacity;
    private ulong _tail;

    private RingSource(Link link, uint ringId, PeerBells writerBells, Mapping memory, int capacity) : base(link)
    {
        RingId = ringId;
        _memory = memory;
        _writerBells = writerBells.Share();
        _capacity = capacity;
        _data = memory.Pointer + RingLayout.HeaderBytes;
        _sharedHead = RingLayout.Head(memory.Pointer);
        _sharedTail = RingLayout.Tail(memory.Pointer);
        _wanted = RingLayout.Wanted(memory.Pointer);
    }

    /// <summary>The writer's name for the ring.</summary>
    public uint RingId { get; }

    public override long Available => (long)(Volatile.Read(ref *_sharedHead) - _tail);

    /// <summary>Maps a ring that a peer made. The descriptor stays the caller's.</summary>
    public static RingSource Open(Link link, uint ringId, PeerBells writerBells, int descriptor, uint inbox)
    {
        if (SealedMemory.Check(descriptor, RingLayout.HeaderBytes + RingLayout.MinCapacity,
            RingLayout.HeaderBytes + RingLayout.MaxCapacity, out long bytes) is { } fault)
            throw new WireViolationException($"The peer's ring is refused: {fault}.");
        Mapping memory = Mapping.OfDescriptor(descriptor, bytes);
        try
        {
            return new RingSource(link, ringId, writerBells, memory, RingLayout.Check(memory.Pointer, bytes, inbox));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    public override bool Fill(Batch batch)
    {
        ulong head = Volatile.Read(ref *_sharedHead);
        ulong available = head - _tail;
        if (available == 0)
            return false;
        if (available > (ulong)_capacity || head % 8 != 0)
            throw new WireViolationException($"The writer's position {head} is not within {_capacity} bytes before the reader's {_tail}.");
        int taken = (int)Math.Min(available, Record.BatchBytes);
        Span<byte> copy = batch.Load(this, taken);
        CopyOut(copy);
        if ((ulong)taken < available)
            taken = batch.KeepWholeRecords();
        Release(taken);
        return true;
    }

    public override void Detach()
    {
        _memory.Dispose();
        _writerBells.Release();
    }

    private void CopyOut(Span<byte> copy)
    {
        int index = (int)(_tail & (ulong)(_capacity - 1));
        int first = Math.Min(copy.Length, _capacity - index);
        new ReadOnlySpan<byte>(_data + index, first).CopyTo(copy);
        new ReadOnlySpan<byte>(_data, copy.Length - first).CopyTo(copy[first..]);
    }

    private void Release(int bytes)
    {
        _tail += (ulong)bytes;
        Volatile.Write(ref *_sharedTail, _tail);
        // The writer stores `wanted`, then loads the tail: with this fence one of us sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *_wanted) == 0 || Volatile.Read(ref *_sharedHead) - _tail > (ulong)_capacity / 2)
            return;
        Volatile.Write(ref *_wanted, 0);
        _writerBells.Ring(Inbox.ControlId);
    }
}
