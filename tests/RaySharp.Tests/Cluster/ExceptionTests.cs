using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ExceptionTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task An_exception_arrives_as_its_own_class_with_the_workers_stack(Way way)
    {
        var jobs = FailJobs.Remote.On(await clusters.On(way));
        var failed = await jobs.Throw("bad luck").FailsWith<TaskFailedException>("the task");
        Assert.Equal("bad luck", Assert.IsType<InvalidOperationException>(failed.InnerException).Message);
        Assert.Equal(("FailJobs.Throw", "System.InvalidOperationException", "bad luck"), (failed.TaskName, failed.RemoteType, failed.RemoteMessage));
        Assert.Contains("FailJobs.Throw", failed.RemoteStack);
        Assert.Contains("--- in the worker ---", failed.ToString());
    }

    [Theory, OnProcesses]
    public async Task An_exception_class_of_the_program_arrives_with_its_cause(Way way)
    {
        var own = await FailJobs.Remote.On(await clusters.On(way)).ThrowAsync("ours").FailsWithInner<OwnException>("the task");
        Assert.Equal("ours", own.Message);
        Assert.Equal("the cause", Assert.IsType<FormatException>(own.InnerException).Message);
    }

    [Theory, OnProcesses]
    public async Task A_class_that_cannot_be_made_again_is_kept_as_text(Way way)
    {
        var failed = await FailJobs.Remote.On(await clusters.On(way)).ThrowOdd(7).FailsWith<TaskFailedException>("the task");
        Assert.Null(failed.InnerException);
        Assert.Equal(("RaySharp.Tests.Cluster.Jobs.OddException", "code 7"), (failed.RemoteType, failed.RemoteMessage));
    }

    [Theory, OnProcesses]
    public async Task A_static_initializer_that_throws_fails_its_task_only(Way way)
    {
        var jobs = FailJobs.Remote.On(await clusters.On(way));
        for (int i = 0; i < 2; i++)
        {
            var failed = await jobs.Static().FailsWith<TaskFailedException>("the task");
            Assert.Equal("System.TypeInitializationException", failed.RemoteType);
        }
    }

    [Theory, OnProcesses]
    public async Task A_failure_of_a_child_comes_through_its_parent(Way way)
    {
        var failed = await FailJobs.Remote.On(await clusters.On(way)).Nested("deep").FailsWith<TaskFailedException>("the parent");
        var child = Assert.IsType<TaskFailedException>(failed.InnerException);
        Assert.Equal("FailJobs.Throw", child.TaskName);
        Assert.Equal("deep", Assert.IsType<InvalidOperationException>(child.InnerException).Message);
    }

    /// <summary>As in any .NET program, nobody can catch it: it ends the process. Who shared the process is tried again.</summary>
    [Theory, OnProcesses]
    public async Task An_async_void_that_throws_ends_its_process_and_is_told_as_a_crash(Way way)
    {
        using Gate gate = new();
        var jobs = FailJobs.Remote.On(await clusters.On(way)).With(new() { MaxRetries = 0 });
        var crash = await jobs.AsyncVoid(gate.Name, "nobody waits for me").FailsWith<WorkerCrashedException>("the task");
        Assert.Contains(crash.LastErrorLines, line => line.Contains("nobody waits for me", StringComparison.Ordinal));
    }
}
