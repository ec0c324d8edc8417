namespace RaySharp.References;

/// <summary>Notices the end of a handle.</summary>
internal sealed class ActorHold : IDisposable
{
    private ActorEntry? _entry;

    public ActorHold(ActorEntry entry)
    {
        _entry = entry;
        entry.AddHold();
    }

    ~ActorHold() => Dispose();

    public void Dispose()
    {
        Interlocked.Exchange(ref _entry, null)?.ReleaseHold();
        GC.SuppressFinalize(this);
    }
}
