namespace RaySharp.References;

/// <summary>Notices the end of a reference that other processes may know of. A class of its own, so that all other references cost no finalizer.</summary>
internal sealed class HoldGuard : IDisposable
{
    private ObjectEntry? _entry;

    public HoldGuard(ObjectEntry entry)
    {
        _entry = entry;
        entry.AddHold();
    }

    ~HoldGuard() => Dispose();

    public void Dispose()
    {
        Interlocked.Exchange(ref _entry, null)?.ReleaseHold();
        GC.SuppressFinalize(this);
    }
}
