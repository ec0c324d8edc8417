using RaySharp.References;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

/// <summary>Counts how often a task gave its CPU back and took it again.</summary>
internal sealed class CountingScope : WaitScope
{
    private int _begun;
    private int _ended;

    public int Begun => Volatile.Read(ref _begun);

    public int Ended => Volatile.Read(ref _ended);

    public override void BeginWait() => Interlocked.Increment(ref _begun);

    public override void EndWait(IThreadPoolWorkItem continuation)
    {
        Interlocked.Increment(ref _ended);
        ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
    }

    /// <summary>Runs code as this scope's task and checks that every wait that began has ended.</summary>
    public async Task RunAsync(Func<Task> code, int waits)
    {
        Current = this;
        await code().Within("what the task waits for");
        Assert.Equal(waits, Begun);
        Assert.Equal(waits, Ended);
    }
}
