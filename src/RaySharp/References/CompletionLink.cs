namespace RaySharp.References;

/// <summary>Takes completions by slot.</summary>
internal interface ICompletionSink
{
    /// <summary>The object in this slot is there, or failed.</summary>
    void Completed(int slot);
}

/// <summary>Leads from the objects that a sink waits for to the sink: strongly while some code waits for it, else weakly, so that who lets a sink go leaves nothing behind on its pending objects.</summary>
internal sealed class CompletionLink(ICompletionSink sink)
{
    private readonly WeakReference<ICompletionSink> _idle = new(sink);
    private ICompletionSink? _awaited;

    public ICompletionSink? Sink => Volatile.Read(ref _awaited) ?? (_idle.TryGetTarget(out var sink) ? sink : null);

    /// <summary>Set to the sink when code begins to wait, to null when none does: otherwise nothing would keep that code alive.</summary>
    public ICompletionSink? Awaited { set => Volatile.Write(ref _awaited, value); }

    /// <summary>Registers a slot with its object; one that is completed already is told at once.</summary>
    public void Register(ObjectEntry entry, int slot)
    {
        if (entry.IsCompleted || !entry.TryWait(new Node(this, slot))) Sink?.Completed(slot);
    }

    private sealed class Node(CompletionLink link, int slot) : IObjectWaiter
    {
        public bool IsOver => link.Sink is null;

        public void OnCompleted(ObjectEntry entry) => link.Sink?.Completed(slot);
    }
}
