using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>A long run of everything that uses the store costs no process anything that lasts: neither the driver nor a worker.</summary>
[CollectionDefinition(nameof(StoreSoakTests), DisableParallelization = true)]
[Collection(nameof(StoreSoakTests))]
public sealed class StoreSoakTests
{
    private const int Mib = 1 << 20, Slots = 4;
    private static readonly RayOptions _options = new() { Cpus = Slots, WorkerProcesses = 2, ObjectStoreMemory = 16 * Mib };

    private const int WarmUp = 16;

    /// <summary>With the variable many more: the bounds stay.</summary>
    private static readonly int _rounds = Environment.GetEnvironmentVariable("RAYSHARP_TEST_FULL") is "1" ? 480 : 24;

    [Theory, OnProcesses]
    public async Task A_long_run_with_crashes_keeps_every_process_flat(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _options);
        var shelf = Shelf.Remote.On(cluster.Runtime).Create();
        for (int round = 0; round < WarmUp; round++) await RoundAsync(cluster, shelf, round);
        var before = await MeasureAsync(cluster);
        for (int round = 0; round < _rounds; round++) await RoundAsync(cluster, shelf, round);
        var after = await MeasureAsync(cluster);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach (var (pid, first) in before)
        {
            var last = after[pid];
            bool isFlat = last.Descriptors <= first.Descriptors + 24 && last.Extents <= first.Extents + 16 && last.Mappings <= first.Mappings + 150
                && last.Heap <= first.Heap + 4 * Mib && last.PrivateKib <= first.PrivateKib + (32 << 10) && last.SharedKib <= first.SharedKib + (24 << 10);
            Assert.True(isFlat, $"After {WarmUp} rounds {first}, after {_rounds} more {last}.");
            TestContext.Current.SendDiagnosticMessage("{0} -> {1}", first, last);
        }
        GC.KeepAlive(shelf);
    }

    /// <summary>Tasks, calls, puts, a stream, more than memory holds, and every fourth time a process that is killed.</summary>
    private static async Task RoundAsync(EmbeddedCluster cluster, ActorHandle<Shelf> shelf, int round)
    {
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        List<ObjectRef> refs = [];
        for (int i = 0; i < 6; i++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(3 * Mib, i)).Within("a put"));     // 18 MiB of 16
        foreach (var reference in refs.Cast<ObjectRef<byte[]>>().ToArray()) Assert.NotEqual(0ul, await jobs.SumOfBytes(reference).Within("a task that reads", cluster.Books));
        var batch = await cluster.Runtime.PutAsync(StoreData.Batch(Mib / 16, round)).Within("a batch");
        Assert.Equal(await jobs.SumOfNumbers(batch).Within("a task with a batch"), await shelf.Keep(batch).Within("a call with a batch"));
        await shelf.Clear().Within("the shelf is empty");
        var made = jobs.Make(300_000, round);
        Assert.Equal(StoreData.Sum(StoreData.Bytes(300_000, round)), StoreData.Sum(await made.Within("a result")));
        Assert.NotEqual(0ul, await SoakJobs.Remote.On(cluster.Runtime).PutAndRead(400_000, round).Within("a task that puts"));
        await TakeItemsAsync().Within("a stream's items");
        refs.AddRange([batch, made]);
        if (round % 4 == 0) await KillAsync(cluster, batch);
        if (round % 8 == 0) return;     // these are left to the collector
        foreach (var reference in refs) reference.Release();

        async Task TakeItemsAsync()
        {
            await foreach (var item in SoakJobs.Remote.On(cluster.Runtime).Items(3, 200_000)) refs.Add(item);
        }
    }

    /// <summary>A worker that owns objects and reads another's is killed.</summary>
    private static async Task KillAsync(EmbeddedCluster cluster, ObjectRef<Apache.Arrow.RecordBatch> batch)
    {
        using Gate gate = new();
        var once = new TaskOptions { MaxRetries = 0, Isolation = Isolation.Process, Cpus = 0 };
        var reads = StoreJobs.Remote.On(cluster.Runtime).With(once).SumAt(batch, gate.Name);
        var owns = StoreJobs.Remote.On(cluster.Runtime).With(once).OwnAt(300_000, 3, gate.Name);
        foreach (var visitor in await gate.NextAsync(2, "two hold objects")) Signals.Send(visitor.Pid, Signals.Kill);
        await reads.FailsWith<WorkerCrashedException>("who read");
        await owns.FailsWith<WorkerCrashedException>("who owned");
    }

    /// <summary>The driver and all shared workers, by their process ids.</summary>
    private static async Task<Dictionary<int, Footprint>> MeasureAsync(EmbeddedCluster cluster)
    {
        using Gate gate = new();
        ObjectRef<Footprint>[] asked = [.. Enumerable.Range(0, Slots).Select(_ => SoakJobs.Remote.On(cluster.Runtime).With(new() { Isolation = Isolation.Shared }).FootprintAt(gate.Name))];
        foreach (var visitor in await gate.NextAsync(Slots, "every slot is taken")) visitor.LetGo();
        Dictionary<int, Footprint> all = [];
        foreach (var footprint in asked)
        {
            var seen = await footprint.Within("a footprint");
            all[seen.Pid] = seen;
        }
        Assert.Equal(_options.WorkerProcesses, all.Count);
        all[Environment.ProcessId] = Footprint.Here();
        return all;
    }
}
