namespace RaySharp.References;

/// <summary>The running task that a wait belongs to. A task that waits for an object gives its CPU back and takes it again before it goes on.</summary>
internal abstract class WaitScope
{
    private static readonly AsyncLocal<WaitScope?> _current = new();

    /// <summary>The task whose code runs here; null outside of tasks.</summary>
    public static WaitScope? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>The task begins to wait for an object that is not there yet.</summary>
    public abstract void BeginWait();

    /// <summary>The object is there: queue <paramref name="continuation"/> to the thread pool as soon as the task has its CPU again. Never blocks.</summary>
    public abstract void EndWait(IThreadPoolWorkItem continuation);
}
