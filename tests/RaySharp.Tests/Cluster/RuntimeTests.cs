using System.Reflection;
using RaySharp.Core;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Logs;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

public sealed class RuntimeTests
{
    [Fact]
    public async Task In_process_the_end_waits_for_what_runs_and_says_so()
    {
        using ListFactory factory = new();
        using Gate gate = new();
        var ray = await Ray.StartAsync(new RayOptions { Cpus = 1, LoggerFactory = factory, InProcess = true, ShutdownTimeout = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        var warning = factory.HasAsync("what it runs has not ended after 0 s (RayOptions.ShutdownTimeout). No thread can be killed: its end is waited for.");
        _ = WaitJobs.Remote.On(ray).At(gate.Name, "stays");
        var visitor = await gate.NextAsync("the task runs");
        var end = ray.DisposeAsync().AsTask();
        await warning.Within("the warning");
        Assert.False(end.IsCompleted);
        visitor.LetGo();
        await end.Within("the end");
    }

    [Fact]
    public async Task Without_a_runtime_a_call_says_how_to_start_one()
    {
        using var driver = DriverChild.Start("none");
        string refusal = await driver.LineAsync("the refusal");
        Assert.Contains("no runtime is running", refusal);
        Assert.Contains("Ray.StartAsync()", refusal);
    }

    [Fact]
    public async Task Options_that_cannot_be_leave_nothing()
    {
        using var driver = DriverChild.Start("wrong");
        for (int i = 0; i < 4; i++) Assert.Matches("^Argument(OutOfRange)?Exception 0$", await driver.LineAsync("an option that is refused"));
    }

    [Fact]
    public async Task With_two_runtimes_a_call_must_name_one()
    {
        using var driver = DriverChild.Start("two");
        string refusal = await driver.LineAsync("the refusal");
        Assert.Contains("2 runtimes are running and none was chosen", refusal);
        Assert.Contains("'Class.Remote.On(ray)'", refusal);
        Assert.Contains("'using (ray.Use())'", refusal);
        Assert.Equal("11", await driver.LineAsync("a call in a scope"));
    }

    [Fact]
    public async Task The_only_runtime_need_not_be_named_until_it_is_disposed()
    {
        using var driver = DriverChild.Start("one");
        Assert.Equal("11", await driver.LineAsync("a call"));
        Assert.Contains("no runtime is running", await driver.LineAsync("a call after the runtime was disposed"));
    }

    [Fact]
    public async Task A_runtime_that_was_disposed_leaves_no_descriptor_and_no_process()
    {
        using var driver = DriverChild.Start("leaks");
        List<int> descriptors = [];
        for (int i = 0; i < 4; i++)
        {
            string[] left = (await driver.LineAsync($"runtime {i}")).Split(' ');
            descriptors.Add(int.Parse(left[0]));
            Assert.Equal("0", left[1]);
        }
        Assert.True(descriptors[3] - descriptors[1] < 6, $"Descriptors after each runtime: {string.Join(' ', descriptors)}");     // a runtime has dozens
    }

    [Theory, OnEveryWay]
    public async Task Several_runtimes_live_side_by_side_and_scopes_choose(Way way)
    {
        await using RayRuntime one = await Ray.StartAsync(Clusters.Of(way)), two = await Ray.StartAsync(Clusters.Of(way));
        using (one.Use())
        {
            Assert.Same(one, Ray.Current);
            using (two.Use()) Assert.Same(two, Ray.Current);
            Assert.Same(one, Ray.Current);
            Assert.Equal(11, await ValueJobs.Remote.Add(1).Within("a call in a scope"));
        }
        Assert.Equal(new[] { 11, 12 }, await Task.WhenAll(ValueJobs.Remote.On(one).Add(1).GetAsync(), ValueJobs.Remote.On(two).Add(2).GetAsync()).Within("a call to each"));
    }

    [Theory, OnProcesses]
    public async Task To_dispose_while_tasks_run_fails_them_and_ends_their_processes(Way way)
    {
        using Gate gate = new();
        var ray = await Ray.StartAsync(Clusters.Of(way) with { ShutdownTimeout = TimeSpan.FromMilliseconds(50) });
        var running = WaitJobs.Remote.On(ray).At(gate.Name, "running");
        var actor = Tally.Remote.On(ray).Create();
        var call = actor.At(gate.Name, "call");
        var visitors = await gate.NextAsync(2, "a task and a call run");
        ObjectRef queued = WaitJobs.Remote.On(ray).With(new() { Cpus = 2 }).At(gate.Name, "queued");
        string folder = ((CoreRuntime)ray).Core.FolderOf();
        await ray.DisposeAsync().Within("the dispose");
        await ray.DisposeAsync().Within("the second dispose");
        foreach (var left in new ObjectRef[] { running, call, queued })
        {
            var failure = await left.FailsWith<RemoteTaskCanceledException>("what was left");
            Assert.Contains("The runtime was disposed before", failure.Message);
        }
        foreach (var visitor in visitors) await visitor.GoneAsync("its process ends");
        Assert.False(Directory.Exists(folder));
        var late = Assert.ThrowsAny<Exception>(() => ValueJobs.Remote.On(ray).Add(1).GetAwaiter().GetResult());
        Assert.Contains("disposed", late.Message);
    }

    [Theory, OnProcesses]
    public async Task The_clusters_secret_is_nowhere_to_be_read(Way way)
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(way));
        await ValueJobs.Remote.On(ray).Add(1).Within("a worker lives");
        var core = ((CoreRuntime)ray).Core;
        string secret = Convert.ToHexString(core.OptionsOf().Secret);
        int[] workers = DriverChild.ChildrenOf(Environment.ProcessId);
        Assert.NotEmpty(workers);
        foreach (int pid in workers.Append(Environment.ProcessId))
        {
            Assert.DoesNotContain(secret, ReadProc(pid, "cmdline"), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, ReadProc(pid, "environ"), StringComparison.OrdinalIgnoreCase);
        }
        string folder = core.FolderOf();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (string file in Directory.EnumerateFiles(folder, "*.pid")) Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file), StringComparison.OrdinalIgnoreCase);
    }

    private static string ReadProc(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return "";  // another test's worker, which ended meanwhile
        }
    }
}

file static class CoreAccess
{
    public static WireOptions OptionsOf(this CoreProcess core) =>
        ((WireContext)typeof(WireEndpoint).GetField("_context", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(core.Endpoint)!).Options;

    public static string FolderOf(this CoreProcess core) => core.OptionsOf().RunFolder;
}
