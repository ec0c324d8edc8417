using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>Opens the stored values among a task's arguments, all at once, and waits a moment for them with the task's CPU kept.</summary>
/// <remarks>The node answers at once for what is in memory: giving the CPU back and being given it again would take three times as long. Who waits longer gives it back.</remarks>
internal sealed class Openings : IObjectWaiter
{
    /// <summary>So often the core is offered before this thread sleeps: the answer comes in about the time that a wake-up takes.</summary>
    private const int Looks = 40;

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualResetEventSlim _opened = new(false, spinCount: 0);
    private int _remaining = 1;

    private Openings() { }

    public static void TryWait(List<ObjectEntry> entries, CancellationToken cancel)
    {
        Openings? openings = null;
        foreach (var entry in entries)
        {
            if (!entry.IsCompleted || entry.IsReadable) continue;
            openings ??= new Openings();
            Interlocked.Increment(ref openings._remaining);
            if (!entry.TryOpenFor(openings)) openings.Done();
        }
        if (openings is null) return;
        openings.Done();
        for (int look = 0; look < Looks && !openings._opened.IsSet; look++) Thread.Yield();
        openings._opened.Wait(_moment, cancel);
    }

    void IObjectWaiter.OnCompleted(ObjectEntry entry) => Done();

    private void Done()
    {
        if (Interlocked.Decrement(ref _remaining) == 0) _opened.Set();
    }
}
