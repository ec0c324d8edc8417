using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>Waits until all references that stand for arguments are there, then hands the task on.</summary>
internal sealed class DependencyWait(List<(int Offset, ObjectEntry Entry)> splices, Action<ObjectEntry?> ready) : IObjectWaiter
{
    private int _left = splices.Count + 1;
    private ObjectEntry? _failed;

    public void Start()
    {
        foreach (var (_, entry) in splices)
        {
            if (!entry.TryWait(this)) OnCompleted(entry);
        }
        CountDown();
    }

    public void OnCompleted(ObjectEntry entry)
    {
        if (entry.Failure is not null) Interlocked.CompareExchange(ref _failed, entry, null);
        CountDown();
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _left) == 0) ready(_failed);
    }
}
