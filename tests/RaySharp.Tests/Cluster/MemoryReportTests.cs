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
        var put = await ray.PutAsync(new byte[Large]);
        var made = ValueJobs.Remote.On(ray).Bytes(2 * Large, 1);
        await made.Within("the result");
        var kept = await BuildJobs.Remote.On(ray).Keep(3 * Large).Within("a worker's own object");
        var objects = await ray.ObjectsAsync();
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

    [Fact]
    public async Task The_report_is_a_table()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings));
        var put = await ray.PutAsync(new byte[Large]);
        var report = await ray.MemoryReportAsync();
        Assert.Equal((1, 0L, 0), (report.ObjectCount, report.Spilled, report.WaitingRequests));
        Assert.InRange(report.InUse, Large, report.Capacity);
        string text = report.ToString();
        Assert.Contains("Object store: 1 object, ", text);
        Assert.Contains("RayOptions.RecordCallSites", text);
        Assert.Contains(put.Id.ToString(), text);
        GC.KeepAlive(put);
    }
}
