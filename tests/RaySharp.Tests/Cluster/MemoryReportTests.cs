using RaySharp.Core;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class MemoryReportTests
{
    private const int Large = 300_000;

    [Theory, OnEveryWay]
    public async Task Objects_are_told_with_their_owners_counts_and_call_sites(Way way)
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(way) with { RecordCallSites = true });
        var self = ((CoreRuntime)ray).Core.Self;
        var put = await ray.PutAsync(new byte[Large]).Within("a put");
        var made = ValueJobs.Remote.On(ray).Bytes(2 * Large, 1);
        await made.Within("the result");
        var kept = await BuildJobs.Remote.On(ray).Keep(3 * Large).Within("a worker's own object");
        var objects = await ray.ObjectsAsync().Within("the objects");
        Assert.Equal([kept.Value.Id, made.Id, put.Id], objects.Select(info => info.Id));
        var (byWorker, byTask, byDriver) = (objects[0], objects[1], objects[2]);
        Assert.Equal((self, self), (byDriver.Owner, byDriver.WrittenBy));
        Assert.Equal(self, byTask.Owner);
        Assert.NotEqual(self, byTask.WrittenBy);
        Assert.Equal(byWorker.Owner, byWorker.WrittenBy);
        Assert.NotEqual(self, byWorker.Owner);
        Assert.All(objects, info => Assert.True(info is { IsInMemory: true, IsOnDisk: false, References: > 0 }));
        Assert.Contains("BuildJobs.Keep", byWorker.CallSite);
        foreach (var info in new[] { byTask, byDriver }) Assert.Contains("MemoryReportTests.Objects_are_told_with_their_owners_counts_and_call_sites", info.CallSite);
        GC.KeepAlive(put);
    }

    [Theory, OnProcesses]
    public async Task The_report_tells_who_refers_to_an_object_and_who_has_it_open(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var self = cluster.Runtime.Core.Self;
        var keeper = Keeper.Remote.On(cluster.Runtime).Create();
        var kept = await cluster.Runtime.PutAsync(new byte[Large]).Within("a put");
        var read = await cluster.Runtime.PutAsync(StoreData.Batch(Large, 1)).Within("a put");
        await keeper.Keep([kept]).Within("it is kept");
        using Gate gate = new();
        var task = StoreJobs.Remote.On(cluster.Runtime).With(new() { Isolation = Isolation.Process }).SumAt(read, gate.Name);
        var reader = await gate.NextAsync("a task holds the batch");
        var objects = (await cluster.Runtime.ObjectsAsync().Within("the objects")).ToDictionary(static info => info.Id);
        var (ofKept, ofRead) = (objects[kept.Id], objects[read.Id]);
        Assert.Equal((2, false), (ofKept.ReferencedBy.Count, ofKept.IsPinned));
        Assert.Equal(self, ofKept.ReferencedBy[0]);
        Assert.Equal([self], ofRead.ReferencedBy);      // where the unfinished task has it, too
        Assert.True(ofRead.IsPinned);
        Assert.DoesNotContain(Assert.Single(ofRead.Readers), ofKept.ReferencedBy);
        reader.LetGo();
        await task.Within("the task");
        GC.KeepAlive((kept, read, keeper));
    }

    [Fact]
    public async Task The_report_tells_what_is_spilled()
    {
        await using var cluster = StoreClusters.Start(Way.Rings, new() { Cpus = 1, WorkerProcesses = 1, ObjectStoreMemory = 8 << 20 });
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 16; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(1 << 20, seed)).Within($"put {seed}"));
        var report = await cluster.Runtime.MemoryReportAsync().Within("the report");
        var spilled = report.Objects.Where(static info => info is { IsOnDisk: true, IsInMemory: false }).ToArray();
        Assert.True(spilled.Length >= 8, report.ToString());
        Assert.InRange(report.Spilled, spilled.Sum(static info => info.Size), report.Objects.Sum(static info => info.Size));
        Assert.Contains("  spilled  ", report.ToString());
        GC.KeepAlive(refs);
    }

    [Fact]
    public async Task The_report_is_a_table()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings));
        var put = await ray.PutAsync(new byte[Large]).Within("a put");
        var report = await ray.MemoryReportAsync().Within("the report");
        Assert.Equal((1, 0L, 0), (report.ObjectCount, report.Spilled, report.WaitingRequests));
        Assert.InRange(report.InUse, Large, report.Capacity);
        string text = report.ToString();
        Assert.Contains("Object store: 1 object, ", text);
        Assert.Contains("RayOptions.RecordCallSites", text);
        Assert.Contains(put.Id.ToString(), text);
        GC.KeepAlive(put);
    }
}
