namespace Microbenchmark.Benchmarks;

/// <summary>All benchmarks, in Ray's order, then ours.</summary>
internal static class BenchmarkTable
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new GetCalls(),
        new PutCalls(),
        new MultiClientPutCalls(),
        new PutGigabytes(),
        new TasksAndGetBatch(),
        new MultiClientPutGigabytes(),
        new GetObjectOfRefs(),
        new WaitRefs(),
        new TasksSync(),
        new TasksAsync(),
        new MultiClientTasks(),
        new ActorSync(),
        new ActorAsync(),
        new ActorConcurrent(),
        new OneToManyActors(),
        new ManyToManyActors(),
        new ManyToManyActorsWithArg(),
        new AsyncActorSync(),
        new AsyncActorAsync(),
        new AsyncActorWithArgs(),
        new OneToManyAsyncActors(),
        new ManyToManyAsyncActors(),
        new TasksSyncOverSockets(),
        new TasksAsyncOverSockets(),
        new PutRatio(),
        new RestoreRatio(),
        new GetStored(),
        new FirstGetElsewhere(),
        new BatchToWorker(),
        new NodeTransfer(),
        new BulkBetweenNodes(),
        new NodeLoss(),
        new ManyArguments(),
        new ManyReturns(),
        new ConcurrentCallers(),
        new QueuedTasks(),
        new ColdStart(),
    ];
}
