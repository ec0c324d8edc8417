using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>The inboxes of an endpoint by id, and their doorbells.</summary>
internal sealed class InboxTable : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Inbox?[] _bySlot = new Inbox?[BellLayout.Slots];
    private readonly uint[] _generations = new uint[BellLayout.Slots];
    private readonly OwnBells? _bells;
    private bool _disposed;

    public InboxTable(bool rings, IFrameHandler control, string controlName, StalledOutlets stalled)
    {
        _bells = rings ? new OwnBells() : null;
        Control = _bySlot[0] = new Inbox(Inbox.ControlId, controlName, BellAt(0), control, stalled, Closed);
    }

    public Inbox Control { get; }

    /// <summary>The descriptor of the doorbells' memory, -1 without rings.</summary>
    public int BellsDescriptor => _bells?.Descriptor ?? -1;

    public Inbox Open(string threadName, IFrameHandler handler)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            int slot = Array.IndexOf(_bySlot, null);
            if (slot < 0)
                throw new InvalidOperationException($"All {BellLayout.Slots} inboxes of this process are open. Dispose some first.");
            uint id = Inbox.IdOf(slot, ++_generations[slot]);
            return _bySlot[slot] = new Inbox(id, threadName, BellAt(slot), handler, null, Closed);
        }
    }

    public Inbox? Find(uint id) => Volatile.Read(ref _bySlot[Inbox.SlotOf(id)]) is { } inbox && inbox.Id == id ? inbox : null;

    /// <summary>After this call no inbox but control hands out a frame of the link.</summary>
    public void RemoveFromAllButControl(Link link)
    {
        foreach (Inbox? inbox in _bySlot.AsSpan(1))
            inbox?.Remove(link);
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        foreach (Inbox? inbox in _bySlot.AsSpan(1))
            inbox?.Dispose();
        Control.Dispose();
        _bells?.Dispose();
    }

    private Doorbell BellAt(int slot) => _bells?.At(slot) ?? new EventDoorbell();

    private void Closed(Inbox inbox, FrameSource[] sources)
    {
        lock (_lock)
        {
            int slot = Inbox.SlotOf(inbox.Id);
            if (_bySlot[slot] == inbox)
                _bySlot[slot] = null;
        }
        foreach (FrameSource source in sources)
            source.Link.Refuse(source);
    }
}
