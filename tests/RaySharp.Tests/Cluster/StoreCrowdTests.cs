using Apache.Arrow;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Every worker wants room at the same moment, and the store has room for one of them.</summary>
public sealed class StoreCrowdTests
{
    private const int Crowd = 4, Length = 6 << 20;
    private static readonly RayOptions _small = new() { Cpus = Crowd, WorkerProcesses = Crowd, ObjectStoreMemory = 8 << 20 };
    private static readonly TaskOptions _alone = new() { Isolation = Isolation.Process, MaxRetries = 0 };

    [Theory, OnProcesses]
    public async Task Plain_results(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        using Gate gate = new();
        ObjectRef<byte[]>[] results = [.. Enumerable.Range(0, Crowd).Select(i => CrowdJobs.Remote.On(cluster.Runtime).With(_alone).Plain(Length, i, gate.Name))];
        await AllAtOnceAsync(gate);
        for (int i = 0; i < Crowd; i++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, i)), StoreData.Sum(await results[i].Within($"result {i}", cluster.Books)));
        foreach (var result in results) result.Release();
        await cluster.UntilEmptyAsync("all are let go");
    }

    [Theory, OnProcesses]
    public async Task Objects_that_tasks_put(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        using Gate gate = new();
        ObjectRef<ulong>[] sums = [.. Enumerable.Range(0, Crowd).Select(i => CrowdJobs.Remote.On(cluster.Runtime).With(_alone).Put(Length, i, gate.Name))];
        await AllAtOnceAsync(gate);
        for (int i = 0; i < Crowd; i++)
            Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, i)) ^ StoreData.Sum(StoreData.Bytes(Length, i + 1)), await sums[i].Within($"sum {i}", cluster.Books));
        await cluster.UntilEmptyAsync("all are let go");
    }

    [Theory, OnProcesses]
    public async Task Buffers_that_all_hold_before_any_is_finished(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        using Gate gate = new();
        ObjectRef<ReadOnlyMemory<byte>>[] results = [.. Enumerable.Range(0, Crowd).Select(i => CrowdJobs.Remote.On(cluster.Runtime).With(_alone).Allocate(Length, i, gate.Name))];
        await AllAtOnceAsync(gate);
        await AllAtOnceAsync(gate);
        for (int i = 0; i < Crowd; i++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, i)), StoreData.Sum((await results[i].Within($"result {i}", cluster.Books)).Span));
    }

    [Theory, OnProcesses]
    public async Task Batches_that_are_built_in_place(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        using Gate gate = new();
        const int rows = Length / 24;
        ObjectRef<RecordBatch>[] results = [.. Enumerable.Range(0, Crowd).Select(_ => CrowdJobs.Remote.On(cluster.Runtime).With(_alone).Build(rows, gate.Name))];
        await AllAtOnceAsync(gate);
        foreach (var result in results)
        {
            using var batch = await result.Within("a batch", cluster.Books);
            Assert.Equal(rows - 1, BuildJobs.LastRow(batch));
        }
    }

    /// <summary>Lets them go when all are there, each in a process of its own.</summary>
    private static async Task AllAtOnceAsync(Gate gate)
    {
        var visitors = await gate.NextAsync(Crowd, "all want room");
        Assert.Equal(Crowd, visitors.Select(static visitor => visitor.Pid).Distinct().Count());
        foreach (var visitor in visitors) visitor.LetGo();
    }
}
