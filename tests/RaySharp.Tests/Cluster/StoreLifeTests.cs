using System.Runtime.CompilerServices;
using Apache.Arrow;
using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>When the memory of a large object can be used again.</summary>
public sealed class StoreLifeTests
{
    private const int Large = 4 << 20;

    [Theory, OnProcesses]
    public async Task A_released_reference_frees_its_memory(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 3; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Large, seed)).Within("a put"));
        refs.Add(jobs.Make(Large, 3));
        for (int seed = 0; seed < 4; seed++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Large, seed)), StoreData.Sum(await refs[seed].Within("a get")));
        Assert.Equal(4, cluster.Store.Look(static store => store.ObjectCount));
        foreach (var reference in refs) reference.Release();
        await cluster.UntilAsync(static store => store.ObjectCount == 0 && store.FreeBytes >= 4 * Large, "all are gone, and their memory is free");
    }

    [Theory, OnProcesses]
    public async Task What_other_processes_keep_in_case_they_look_again_goes_when_room_is_short(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        var read = await cluster.Runtime.PutAsync(StoreData.Bytes(Large, 1)).Within("a put");
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Large, 1)), await jobs.SumOfBytes(read).Within("a task that reads it"));
        read.Release();
        List<ObjectRef<byte[]>> others = [];
        for (int seed = 2; seed < 20; seed++) others.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Large, seed)).Within("a put"));
        await cluster.UntilAsync(store => store.Objects.All(stored => stored.Id != read.Id), "the first is gone");
        GC.KeepAlive(others);
    }

    [Theory, OnProcesses]
    public async Task A_collected_reference_frees_its_memory(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        await MakeAndForgetAsync(cluster);
        await Task.Yield();     // its end may have called this: its frame is on the stack until here
        Assert.Equal(3, await ValueJobs.Remote.On(cluster.Runtime).Add(1, 2).Within("a later task"));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await cluster.UntilAsync(static store => store.ObjectCount == 0 && store.FreeBytes == store.Committed, "all are gone, and their memory is free");
    }

    [Theory, OnProcesses]
    public async Task A_large_argument_is_freed_when_its_task_has_ended(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        using Gate gate = new();
        (await cluster.Runtime.PutAsync(StoreData.Bytes(Large / 10, 0)).Within("a put")).Release();     // from now on an extent is at hand
        await cluster.UntilEmptyAsync("the first is gone");
        using var batch = StoreData.Batch(Large / 80, 1);
        var task = jobs.SumAt(batch, gate.Name);
        var visitor = await gate.NextAsync("the task holds its argument");
        Assert.Equal(1, cluster.Store.Look(static store => store.ObjectCount));
        visitor.LetGo();
        Assert.Equal(StoreData.Sum(batch), await task.Within("the task"));
        await cluster.UntilAsync(static store => store.Objects.All(static stored => stored.IsDeleted), "nobody needs the argument");
    }

    [Theory, OnProcesses]
    public async Task A_batch_that_is_kept_stays_though_its_reference_is_gone_and_memory_is_short(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var put = await cluster.Runtime.PutAsync(StoreData.Batch(Large / 8, 1)).Within("a put");
        var made = StoreJobs.Remote.On(cluster.Runtime).MakeBatch(Large / 8, 2);
        using RecordBatch kept = await put.Within("the batch"), result = await made.Within("the result");
        put.Release();
        made.Release();
        for (int seed = 10; seed < 110; seed++)
        {
            var other = await cluster.Runtime.PutAsync(StoreData.Bytes(Large, seed)).Within("a put");
            if (seed % 10 == 0) _ = await other.Within("another");
            other.Release();
        }
        Assert.Equal(StoreData.Sum(StoreData.Batch(Large / 8, 1)), StoreData.Sum(kept));
        Assert.Equal(StoreData.Sum(StoreData.Batch(Large / 8, 2)), StoreData.Sum(result));
        kept.Dispose();
        result.Dispose();
        await cluster.UntilEmptyAsync("what was disposed is gone at once");
    }

    [Theory, OnProcesses]
    public async Task A_batch_cannot_be_read_after_it_was_disposed(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var put = await cluster.Runtime.PutAsync(StoreData.Batch(Large / 8, 1)).Within("a put");
        var batch = await put.Within("the batch");
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => StoreData.Sum(batch));
        using var again = await put.Within("another get");
        Assert.Equal(StoreData.Sum(StoreData.Batch(Large / 8, 1)), StoreData.Sum(again));
    }

    [Theory]
    [InlineData("rings")]
    [InlineData("sockets")]
    public async Task What_was_read_outlives_the_runtime(string transport)
    {
        using var driver = DriverChild.Start($"outlives {transport}");
        Assert.Equal("same", await driver.LineAsync("a batch that was read before the runtime ended"));
        Assert.Equal("same", await driver.LineAsync("memory that was read before the runtime ended"));
        Assert.Equal("ObjectLostException", await driver.LineAsync("a get after the runtime ended"));
        Assert.Equal("(the end)", await driver.LineAsync("the end"));
        await driver.EndedAsync("the driver");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task MakeAndForgetAsync(EmbeddedCluster cluster)
    {
        for (int seed = 0; seed < 3; seed++) _ = await cluster.Runtime.PutAsync(StoreData.Bytes(Large, seed)).Within("a put");
        var made = StoreJobs.Remote.On(cluster.Runtime).MakeBatch(Large / 8, 3);
        Assert.Equal(StoreData.Sum(StoreData.Batch(Large / 8, 3)), StoreData.Sum(await made.Within("a result")));
    }
}
