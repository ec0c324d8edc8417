using System.Runtime.CompilerServices;
using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Much at once, and much one after the other, leaves nothing.</summary>
[CollectionDefinition(nameof(StoreStormTests), DisableParallelization = true)]
[Collection(nameof(StoreStormTests))]
public sealed class StoreStormTests
{
    private const int Small = 99_000, Large = 1_000, LargeBytes = 110 * 1024;

    [Theory, OnProcesses]
    public async Task A_hundred_thousand_references_that_are_dropped_at_once_free_everything(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        await PutAndDropAsync(cluster);
        await Task.Yield();
        Assert.Equal(3, await ValueJobs.Remote.On(cluster.Runtime).Add(1, 2).Within("a later task"));
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        await cluster.UntilEmptyAsync("all are gone");
    }

    [Theory, OnProcesses]
    public async Task A_long_run_keeps_memory_descriptors_and_mappings_flat(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        for (int i = 0; i < 40; i++) await RoundAsync(cluster, i);
        var before = Count(cluster);
        for (int i = 0; i < 200; i++) await RoundAsync(cluster, i);
        var after = Count(cluster);
        Assert.True(after.Descriptors <= before.Descriptors + 8 && after.Mappings <= before.Mappings + 16 && after.Heap <= before.Heap + (8 << 20) && after.Committed <= 64 << 20,
            $"After 40 rounds there were {before}, after 240 {after}.");
    }

    /// <summary>A value goes there and another comes back; one of eight is left to the collector.</summary>
    private static async Task RoundAsync(EmbeddedCluster cluster, int round)
    {
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        int length = round % 5 == 0 ? 3 << 20 : 300_000;
        var put = await cluster.Runtime.PutAsync(StoreData.Batch(length / 8, round)).AsTask().Within("a put");
        var made = jobs.Make(length, round);
        using (var read = await put.Within("a get")) Assert.Equal(await jobs.SumOfNumbers(put).Within("a task with a batch"), StoreData.Sum(read));
        Assert.Equal(length, (await made.Within("a result")).Length);
        if (round % 8 == 0) return;
        put.Release();
        made.Release();
    }

    /// <summary>Extents that are there may differ by a few from one moment to the next; a leak would be there 200 times.</summary>
    private static (int Descriptors, int Mappings, long Heap, long Committed) Count(EmbeddedCluster cluster)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (
            Directory.GetFiles("/proc/self/fd").Length,
            File.ReadLines("/proc/self/maps").Count(static line => line.Contains("extent-", StringComparison.Ordinal)),
            GC.GetTotalMemory(forceFullCollection: true),
            cluster.Store.Look(static store => store.Committed));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task PutAndDropAsync(EmbeddedCluster cluster)
    {
        List<ObjectRef> refs = [];
        byte[] bytes = StoreData.Bytes(LargeBytes, 1);
        for (int i = 0; i < Small; i++)
        {
            refs.Add(await cluster.Runtime.PutAsync(i));
            if (i % (Small / Large) == 0) refs.Add(await cluster.Runtime.PutAsync(bytes).AsTask().Within($"put {i}"));
        }
        Assert.True(refs.Count >= 100_000);
    }
}
