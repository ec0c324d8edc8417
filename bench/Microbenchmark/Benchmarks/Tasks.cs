using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

internal sealed class TasksAndGetBatch() : RateBenchmark("single client tasks and get batch", timed: true)
{
    protected override async Task CallAsync() => Check.SmallValues(await Ray.WhenAll(Enumerable.Range(0, Batch).Select(_ => Jobs.Remote.SmallValue()).ToArray()));
}

internal class TasksSync(string name = "single client tasks sync") : RateBenchmark(name, timed: true)
{
    protected override async Task CallAsync() => Check.SmallValue(await Jobs.Remote.SmallValue());
}

internal class TasksAsync(string name = "single client tasks async") : RateBenchmark(name, multiplier: Batch)
{
    protected override async Task CallAsync() => Check.SmallValues(await Ray.WhenAll(Enumerable.Range(0, Batch).Select(_ => Jobs.Remote.SmallValue()).ToArray()));
}

internal sealed class TasksSyncOverSockets() : TasksSync("single client tasks sync over sockets")
{
    public override bool IsOfOneNode => true;

    public override Task<IReadOnlyList<Figure>> RunAsync(Settings settings) => base.RunAsync(settings with { Sockets = true });
}

internal sealed class TasksAsyncOverSockets() : TasksAsync("single client tasks async over sockets")
{
    public override bool IsOfOneNode => true;

    public override Task<IReadOnlyList<Figure>> RunAsync(Settings settings) => base.RunAsync(settings with { Sockets = true });
}

internal sealed class MultiClientTasks() : RateBenchmark("multi client tasks async", multiplier: Clients * Tasks)
{
    private const int Clients = 4, Tasks = 10_000;
    private readonly ActorHandle<Submitter>[] _clients = new ActorHandle<Submitter>[Clients];

    protected override Task SetUpAsync()
    {
        for (int i = 0; i < Clients; i++) _clients[i] = Submitter.Remote.Create();
        return Task.CompletedTask;
    }

    protected override async Task CallAsync() => Check.Equal(Clients * Tasks, (await Ray.WhenAll(_clients.Select(client => client.Batch(Tasks)).ToArray())).Sum());
}

internal sealed class ManyArguments() : RateBenchmark("tasks with 10k args", timed: true)
{
    private const int Count = 10_000;
    private readonly ObjectRef<long>[] _parts = new ObjectRef<long>[Count];

    protected override async Task SetUpAsync()
    {
        for (int i = 0; i < Count; i++) _parts[i] = await Ray.PutAsync((long)i);
    }

    protected override async Task CallAsync() => Check.Equal(Count * (Count - 1L) / 2, await Jobs.Remote.Sum(_parts));
}

internal sealed class ManyReturns() : RateBenchmark("tasks with 3k returns", timed: true)
{
    private const int Count = 3_000;

    protected override async Task CallAsync()
    {
        int[] squares = await Ray.WhenAll(Jobs.Remote.Squares(returns: Count, Count));
        Check.Equal((Count, (Count - 1) * (Count - 1)), (squares.Length, squares[^1]));
    }
}
