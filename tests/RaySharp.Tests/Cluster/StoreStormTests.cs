using System.Runtime.CompilerServices;
using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Much at once, and much one after the other, leaves nothing.</summary>
[CollectionDefinition(nameof(StoreStormTests), DisableParallelization = true)]
[Collection(nameof(StoreStormTests))]
public sealed class StoreStormTests
{
    private const int Small = 99_000, Large = 1_000, LargeBytes = 110 * 1024, Shared = 500, OwnEach = 50;

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
    public async Task A_hundred_thousand_references_in_many_threads_and_processes_are_dropped_at_once(Way way)
    {
        await using var cluster = StoreClusters.Start(way, new() { Cpus = 2, WorkerProcesses = 1, ObjectStoreMemory = 128 << 20 });
        ActorHandle<Hoard>[] hoards = [.. Enumerable.Range(0, 2).Select(_ => Hoard.Remote.On(cluster.Runtime).With(new() { Isolation = Isolation.Process }).Create())];
        var copies = await SpreadAsync(cluster, hoards);
        await Task.Yield();
        using Gate gate = new();
        ObjectRef[] drops = [.. hoards.Select(hoard => hoard.DropAt(gate.Name))];
        var visitors = await gate.NextAsync(hoards.Length, "all are about to drop");
        int messages = 0;
        cluster.Store.Decided += () => messages++;       // under the lock of the books
        foreach (var visitor in visitors) visitor.LetGo();
        Thread[] threads = Array.ConvertAll(copies, static mine => new Thread(() => { mine.Clear(); BuildJobs.Collect(); }));
        foreach (var thread in threads)
        {
            thread.IsBackground = true;
            thread.Start();
        }
        foreach (var thread in threads) Assert.True(thread.Join(Waits.Patience));
        foreach (var drop in drops) await drop.Within("a drop");
        BuildJobs.Collect();        // what the workers' words have set free
        await cluster.UntilEmptyAsync("all are gone");
        var report = await cluster.Runtime.MemoryReportAsync().Within("the report");
        Assert.Equal((0, 0L), (report.ObjectCount, cluster.Store.Look(static store => store.Extents.Sum(static extent => extent.LiveBytes))));
        int told = cluster.Store.Look(_ => messages);
        Assert.True(told < (Shared + 2 * OwnEach) / 2, $"The store was told {told} times of {Shared + 2 * OwnEach} objects.");
        TestContext.Current.SendDiagnosticMessage("the store was told {0} times of {1} objects", told, Shared + 2 * OwnEach);
        GC.KeepAlive(hoards);
    }

    [Theory, OnProcesses]
    public async Task A_long_run_keeps_memory_descriptors_and_mappings_flat(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        for (int i = 0; i < 40; i++) await RoundAsync(cluster, i);
        var before = Count(cluster);
        for (int i = 0; i < 200; i++)
        {
            await RoundAsync(cluster, i);
            if (i % 20 == 0) BuildJobs.Collect();       // how often the collector comes by itself depends on what the process did before
        }
        var after = Count(cluster);
        Assert.True(after.Descriptors <= before.Descriptors + 8 && after.Mappings <= before.Mappings + 16 && after.Heap <= before.Heap + (8 << 20) && after.Committed <= 64 << 20,
            $"After 40 rounds there were {before}, after 240 {after}.");
    }

    [Fact]
    public async Task Runtimes_that_have_ended_leave_no_extent_mapped()
    {
        int before = MappedExtents();
        for (int i = 0; i < 3; i++) await StartPutAndEndAsync();
        await Task.Yield();
        Assert.Equal(before, MappedExtents());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task StartPutAndEndAsync()
    {
        await using var cluster = StoreClusters.Start(Way.Rings);
        var put = await cluster.Runtime.PutAsync(StoreData.Bytes(300_000, 1)).Within("a put");
        Assert.Equal(300_000, (await put.Within("a get")).Length);
    }

    private static int MappedExtents()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return File.ReadLines("/proc/self/maps").Count(static line => line.Contains("extent-", StringComparison.Ordinal));
    }

    /// <summary>A value goes there and another comes back; one of eight is left to the collector.</summary>
    private static async Task RoundAsync(EmbeddedCluster cluster, int round)
    {
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        int length = round % 5 == 0 ? 3 << 20 : 300_000;
        var put = await cluster.Runtime.PutAsync(StoreData.Batch(length / 8, round)).Within("a put");
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

    /// <summary>Stored objects, to each of which two processes and four threads hold many references; the processes have objects of their own, too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<ObjectRef>[]> SpreadAsync(EmbeddedCluster cluster, ActorHandle<Hoard>[] hoards)
    {
        const int threads = 4, times = 50;
        byte[] bytes = StoreData.Bytes(LargeBytes, 1);
        List<ObjectRef<byte[]>> shared = [];
        for (int i = 0; i < Shared; i++) shared.Add(await cluster.Runtime.PutAsync(bytes).Within($"put {i}"));
        Load load = new([.. shared]);
        foreach (var hoard in hoards)
        {
            for (int i = 0; i < times; i++) _ = hoard.Take(load);
            Assert.Equal((times * Shared) + OwnEach, await hoard.Make(OwnEach, LargeBytes).Within("own objects"));
        }
        var copies = new List<ObjectRef>[threads];
        for (int thread = 0; thread < threads; thread++)
        {
            copies[thread] = [.. Enumerable.Range(0, times / 2).SelectMany(_ => shared).Select(static original => new ObjectRef(original.Entry))];
            foreach (var copy in copies[thread]) copy.Guard();
        }
        Assert.Equal(100_000, copies.Sum(static mine => mine.Count) + (hoards.Length * times * Shared));
        return copies;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task PutAndDropAsync(EmbeddedCluster cluster)
    {
        List<ObjectRef> refs = [];
        byte[] bytes = StoreData.Bytes(LargeBytes, 1);
        for (int i = 0; i < Small; i++)
        {
            refs.Add(await cluster.Runtime.PutAsync(i));
            if (i % (Small / Large) == 0) refs.Add(await cluster.Runtime.PutAsync(bytes).Within($"put {i}"));
        }
        Assert.True(refs.Count >= 100_000);
    }
}
