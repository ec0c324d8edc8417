using System.Runtime.CompilerServices;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>An asynchronous actor.</summary>
[RayActor]
internal sealed partial class Turns : IAsyncDisposable
{
    private readonly List<int> _started = [];
    private readonly string? _gateAtEnd;
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;
    private int _inside;

    private Turns(string? gateAtEnd) => _gateAtEnd = gateAtEnd;

    public static async Task<Turns> CreateAsync(string? gateAtEnd, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return new Turns(gateAtEnd);
    }

    /// <summary>Reads, changes and writes without a lock, with awaits between.</summary>
    public async Task Increment(int times, CancellationToken cancel)
    {
        for (int i = 0; i < times; i++)
        {
            if (i % 100 == 0) await Task.Yield();
            cancel.ThrowIfCancellationRequested();
            _count++;
        }
    }

    public async Task<long> Count(CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return _count;
    }

    /// <summary>Waits for another call of the same actor.</summary>
    public async Task<int> WaitForOpen(int number, CancellationToken cancel)
    {
        _started.Add(number);
        await _open.Task.WaitAsync(cancel);
        return number;
    }

    public async Task<int[]> Open(CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        _open.TrySetResult();
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return [.. _started];
    }

    public async Task<int> MostInside(string gate, CancellationToken cancel)
    {
        int inside = ++_inside;
        await Visit.StayAsync(gate, $"{inside}", cancel);
        _inside--;
        return inside;
    }

    public Task<string> ChildAfterCancel(string gate, CancellationToken cancel) => WaitJobs.ChildAfterCancel(gate, cancel);

    /// <summary>Calls another actor, which may be this one.</summary>
    public async Task<long> Relay(ActorHandle<Turns> other, CancellationToken cancel) => await other.Count(cancel);

    public async IAsyncEnumerable<int> Numbers(int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            cancel.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_gateAtEnd is not null) await Visit.StayAsync(_gateAtEnd, "disposed", CancellationToken.None);
    }
}
