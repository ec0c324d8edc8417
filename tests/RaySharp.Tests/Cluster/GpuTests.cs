using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Pretended GPUs, real processes.</summary>
public sealed class GpuTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RayOptions Two => new() { Cpus = 4, Gpus = 2, ReadyProcesses = 0, LogToDriver = false };

    [Fact]
    public async Task A_task_sees_its_own_devices_and_others_see_none()
    {
        await using var ray = await Ray.StartAsync(Two, Cancel);
        var jobs = GpuJobs.Remote.On(ray);
        var one = await jobs.SeeOne().Within("one device");
        Assert.Equal(("0", "0"), (one.Native, one.Ids));
        var both = await jobs.With(new() { Gpus = 2 }).See().Within("two devices");
        Assert.Equal(("0,1", "0,1"), (both.Native, both.Ids));
        var none = await jobs.See().Within("no device");
        Assert.Equal(("", ""), (none.Native, none.Ids));
        Assert.Equal(3, new[] { one.Pid, both.Pid, none.Pid }.Distinct().Count());
    }

    [Fact]
    public async Task Tasks_that_run_at_a_time_have_devices_of_their_own()
    {
        await using var ray = await Ray.StartAsync(Two, Cancel);
        using Gate gate = new();
        var jobs = GpuJobs.Remote.On(ray).With(new() { Gpus = 1 });
        ObjectRef<GpuSight>[] tasks = [jobs.SeeAt(gate.Name), jobs.SeeAt(gate.Name), jobs.SeeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "two run")) visitor.LetGo();
        (await gate.NextAsync("the third")).LetGo();
        Assert.Equal(["0", "1"], (await Ray.WhenAll(tasks).Within("all")).Select(static sight => sight.Ids).Distinct().Order());
    }

    [Fact]
    public async Task Shares_run_on_one_device_in_processes_of_their_own()
    {
        await using var ray = await Ray.StartAsync(Two, Cancel);
        using Gate gate = new();
        var half = GpuJobs.Remote.On(ray).With(new() { Gpus = 0.5 });
        ObjectRef<GpuSight>[] tasks = [half.SeeAt(gate.Name), half.SeeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "both run")) visitor.LetGo();
        var sights = await Ray.WhenAll(tasks).Within("both");
        Assert.Equal(["0", "0"], sights.Select(static sight => sight.Native!));
        Assert.NotEqual(sights[0].Pid, sights[1].Pid);
    }

    [Fact]
    public async Task A_process_is_used_again_for_the_same_devices()
    {
        await using var ray = await Ray.StartAsync(Two with { Gpus = 1 }, Cancel);
        var first = await GpuJobs.Remote.On(ray).SeeOne().Within("first");
        var whole = await GpuJobs.Remote.On(ray).With(new() { Gpus = 1, Cpus = 2 }).See().Within("another kind of task with the same device");
        Assert.Equal(first, whole);
    }

    [Fact]
    public async Task An_actor_has_its_share_for_life()
    {
        await using var ray = await Ray.StartAsync(Two with { Gpus = 1 }, Cancel);
        var first = GpuActor.Remote.On(ray).Create();
        var second = GpuActor.Remote.On(ray).Create();
        var seen = await Ray.WhenAll([first.See(), second.See()]).Within("both");
        Assert.Equal(["0", "0"], seen.Select(static sight => sight.Native!));
        Assert.NotEqual(seen[0].Pid, seen[1].Pid);
        var task = GpuJobs.Remote.On(ray).SeeOne();
        await ray.KillAsync(first).Within("the kill");
        await ray.KillAsync(second).Within("the kill");
        Assert.Equal("0", (await task.Within("the device is free again")).Ids);
    }

    [Fact]
    public async Task More_than_there_is_and_parts_above_one_are_refused_in_words()
    {
        await using var ray = await Ray.StartAsync(Two, Cancel);
        var jobs = GpuJobs.Remote.On(ray);
        var tooMany = await Assert.ThrowsAsync<TaskUnschedulableException>(async () => await jobs.With(new() { Gpus = 3 }).See().Within("refused"));
        Assert.Contains("3 GPU were asked for, the node has 2 in all", tooMany.Message);
        Assert.Contains("Above 1 only whole GPUs can be had", Assert.Throws<ArgumentException>(() => _ = jobs.With(new() { Gpus = 1.5 }).See()).Message);
    }

    [Fact]
    public async Task Nodes_of_one_machine_lend_different_devices()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Two with { Cpus = 1, Gpus = 1, LocalNodes = 2 }, Cancel);
        using Gate gate = new();
        var jobs = GpuJobs.Remote.On(cluster.Runtime).With(new() { Gpus = 1 });
        ObjectRef<GpuSight>[] tasks = [jobs.SeeAt(gate.Name), jobs.SeeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "both run")) visitor.LetGo();
        Assert.Equal(["0", "1"], (await Ray.WhenAll(tasks).Within("both")).Select(static sight => sight.Native!).Order());
    }

    /// <summary>For breakpoints: devices are lent, but one process cannot see different ones.</summary>
    [Fact]
    public async Task In_process_the_context_tells_the_devices()
    {
        await using var ray = await Ray.StartAsync(Two with { InProcess = true }, Cancel);
        Assert.Equal("0,1", (await GpuJobs.Remote.On(ray).With(new() { Gpus = 2 }).See().Within("two devices")).Ids);
    }
}
