using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Processes die while they use the store.</summary>
public sealed class StoreFaultTests
{
    private const int Rows = 500_000;

    [Theory, OnProcesses]
    public async Task What_a_killed_process_read_can_be_freed(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        using Gate gate = new();
        var put = await cluster.Runtime.PutAsync(StoreData.Batch(Rows, 1)).Within("a put");
        var task = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 0, Isolation = Isolation.Process }).SumAt(put, gate.Name);
        var reader = await gate.NextAsync("the task holds the batch");
        Assert.Single(cluster.Find(put)!.Readers);
        Signals.Send(reader.Pid, Signals.Kill);
        await task.FailsWith<WorkerCrashedException>("the task");
        await cluster.UntilAsync(store => store.Objects.All(static stored => stored.Readers.Count == 0), "nobody reads it");
        put.Release();
        await cluster.UntilAsync(static store => store.ObjectCount == 0 && store.FreeBytes >= Rows * 8, "its memory is free");
    }

    [Theory, OnProcesses]
    public async Task A_process_that_is_killed_while_it_writes_leaves_its_room_to_others(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        using Gate gate = new();
        var jobs = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 3 });
        var small = jobs.DieWhileWriting(200_000, 1, gate.Name);
        var large = jobs.DieWhileWriting(5_000_000, 2, gate.Name);
        foreach (int pid in (await gate.NextAsync(2, "blocks are half filled")).Select(static visitor => visitor.Pid).Distinct()) Signals.Send(pid, Signals.Kill);
        Assert.Equal(StoreData.Bytes(200_000, 1), await small.Within("the small one"));
        Assert.Equal(StoreData.Bytes(5_000_000, 2), await large.Within("the large one"));
        small.Release();
        large.Release();
        await cluster.UntilEmptyAsync("both are gone");
    }

    [Theory, OnProcesses]
    public async Task A_task_that_is_killed_after_it_stored_its_result_is_repeated_and_its_result_counts(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var result = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 2 }).DieAfterStoring(300_000, 7);
        Assert.Equal(StoreData.Bytes(300_000, 7), await result.Within("the result"));
        Assert.Equal(1, cluster.Store.Look(static store => store.ObjectCount));
        result.Release();
        await cluster.UntilEmptyAsync("the result is gone");
    }

    [Theory, OnProcesses]
    public async Task A_process_that_is_killed_while_it_seals_leaves_one_object_or_none_and_its_room_to_others(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        ObjectRef<byte[]>[] results = [.. Enumerable.Range(0, 4).Select(seed => StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = -1, Isolation = Isolation.Process }).DieWhileSealing(300_000, seed))];
        for (int seed = 0; seed < results.Length; seed++) Assert.Equal(StoreData.Bytes(300_000, seed), await results[seed].Within($"result {seed}"));
        Assert.Equal(results.Length, cluster.Store.Look(static store => store.ObjectCount));
        foreach (var result in results) result.Release();
        await cluster.UntilEmptyAsync("the results are gone");
        await cluster.UntilAsync(static store => store.Extents.All(static extent => extent.LiveBytes == 0), "nothing of them takes room");
    }

    [Theory, OnProcesses]
    public async Task What_a_killed_process_owned_is_freed(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        using Gate gate = new();
        var task = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 0, Isolation = Isolation.Process }).OwnAt(1 << 20, 20, gate.Name);
        var owner = await gate.NextAsync("the task owns large objects");
        Assert.Equal(20, cluster.Store.Look(static store => store.ObjectCount));
        Signals.Send(owner.Pid, Signals.Kill);
        await task.FailsWith<WorkerCrashedException>("the task");
        await cluster.UntilEmptyAsync("what it owned is gone");
        await cluster.UntilAsync(store => store.Extents.All(extent => extent.Writer == ProcessId.None || extent.Writer == cluster.Runtime.Core.Self || extent.Objects.Count == 0), "nobody writes where it wrote");
    }
}
