using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// The doorbell words of all inboxes of one process, in one sealed memory file that every peer maps: one word serves all rings
/// of an inbox, whoever writes them.
/// </summary>
internal static class BellLayout
{
    public const int Slots = 1024, SlotBytes = 64, FileBytes = Slots * SlotBytes;
}

/// <summary>This process's bells.</summary>
internal sealed unsafe class OwnBells : IDisposable
{
    private readonly Mapping _memory;
    private int _closed;

    public OwnBells()
    {
        Descriptor = SealedMemory.Create("raysharp-bells", BellLayout.FileBytes);
        _memory = Mapping.OfDescriptor(Descriptor, BellLayout.FileBytes);
    }

    /// <summary>What peers are given in the hello.</summary>
    public int Descriptor { get; }

    public Doorbell At(int slot) => new FutexDoorbell((uint*)(_memory.Pointer + (slot * BellLayout.SlotBytes)), _memory);

    /// <summary>No more peers are told. The memory stays until the last doorbell on it is collected: any thread may hold one.</summary>
    public void Dispose()
    {
        // Closed twice, it would be somebody else's descriptor by then.
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            Platform.Descriptor.Close(Descriptor);
    }
}

/// <summary>A peer's bells; counted, because rings of several inboxes and outlets hold them.</summary>
internal sealed unsafe class PeerBells
{
    private readonly Mapping _memory;

    private PeerBells(Mapping memory) => _memory = memory;

    /// <summary>Maps the bells that a peer sent. The descriptor stays the caller's.</summary>
    public static PeerBells Open(int descriptor) =>
        SealedMemory.Check(descriptor, BellLayout.FileBytes, BellLayout.FileBytes, out _) is { } fault
            ? throw new WireViolationException($"The peer's bells are refused: {fault}.")
            : new PeerBells(Mapping.OfDescriptor(descriptor, BellLayout.FileBytes));

    public PeerBells Share()
    {
        _ = _memory.Share();
        return this;
    }

    public void Release() => _memory.Release();

    /// <summary>Drops the first holder's share.</summary>
    public void Dispose() => _memory.Dispose();

    public FutexDoorbell At(uint inbox) => new((uint*)(_memory.Pointer + (Inbox.SlotOf(inbox) * BellLayout.SlotBytes)));

    public void Ring(uint inbox) => At(inbox).Ring();
}
