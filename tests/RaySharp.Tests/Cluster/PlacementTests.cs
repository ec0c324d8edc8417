using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class PlacementTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task A_task_knows_itself(Way way)
    {
        var jobs = PlaceJobs.Remote.On(await clusters.On(way));
        var one = jobs.WhoAmI();
        Self first = await one.Within("one task"), second = await jobs.With(new() { Name = "named" }).WhoAmIAfterAwaits().Within("another");
        Assert.Equal(one.Id.Task.ToString(), first.Task);
        Assert.Equal(("PlaceJobs.WhoAmI", 1), (first.Name, first.Attempt));
        Assert.Equal(("named", 1), (second.Name, second.Attempt));
        Assert.NotEqual(first.Task, second.Task);
    }

    [Theory, OnProcesses]
    public async Task On_one_node_every_strategy_means_this_one(Way way)
    {
        var jobs = PlaceJobs.Remote.On(await clusters.On(way));
        Assert.Equal(1u, await jobs.NodeNumber().Within("the node's number"));
        foreach (var strategy in new[] { SchedulingStrategy.Spread, SchedulingStrategy.NodeAffinity(new NodeId(1), soft: false), SchedulingStrategy.NodeAffinity(new NodeId(9), soft: true) })
            Assert.Equal(1u, await jobs.With(new() { Strategy = strategy }).NodeNumber().Within($"{strategy}"));
        var refused = await jobs.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(9), soft: false) }).NodeNumber().FailsWith<TaskUnschedulableException>("a node that is not there");
        Assert.Contains("bound to node 9", refused.Message);
    }

    [Fact]
    public void Outside_of_tasks_there_is_no_context() => Assert.Null(RayContext.Current);

    [Theory, OnProcesses]
    public async Task An_exception_is_retried_where_the_options_name_its_class_or_a_base_of_it(Way way)
    {
        var jobs = FailJobs.Remote.On(await clusters.On(way));
        Assert.Equal(3, await jobs.With(new() { RetryExceptions = [typeof(DerivedException)] }).UntilAttempt(3).Within("its class"));
        Assert.Equal(2, await jobs.With(new() { RetryExceptions = [typeof(OwnException)] }).UntilAttempt(2).Within("its base class"));
        var other = await jobs.With(new() { RetryExceptions = [typeof(FormatException)] }).UntilAttempt(2).FailsWithInner<DerivedException>("another class");
        Assert.Equal("attempt 1", other.Message);
        var last = await jobs.With(new() { RetryExceptions = [typeof(OwnException)], MaxRetries = 2, Isolation = Isolation.Shared }).UntilAttempt(9).FailsWithInner<DerivedException>("retries used up");
        Assert.Equal("attempt 3", last.Message);
    }

    [Theory, OnEveryWay]
    public async Task Four_tasks_of_half_a_cpu_run_at_once_on_two_cpus(Way way)
    {
        using Gate gate = new();
        var jobs = WaitJobs.Remote.On(await clusters.On(way)).With(new() { Cpus = 0.5 });
        var tasks = Enumerable.Range(0, 5).Select(i => jobs.At(gate.Name, $"{i}")).ToArray();
        var four = await gate.NextAsync(4, "four run side by side");
        Assert.False(gate.IsVisited);
        foreach (var visitor in four) visitor.LetGo();
        (await gate.NextAsync("the fifth")).LetGo();
        await Ray.WhenAll(tasks).Within("all");
    }

    [Theory, OnProcesses]
    public async Task A_task_of_two_cpus_has_a_node_of_two_for_itself(Way way)
    {
        string mark = Path.Combine(Path.GetTempPath(), $"alone-{Guid.NewGuid():N}");
        var ray = await clusters.On(way);
        var jobs = WaitJobs.Remote.On(ray).With(new() { Cpus = 2 });
        await Ray.WhenAll(Enumerable.Range(0, 50).Select(_ => (ObjectRef)jobs.Alone(mark))).Within("fifty, one after another");
    }

    [Theory, OnProcesses]
    public async Task A_task_without_cpus_runs_beside_one_that_has_them_all(Way way)
    {
        using Gate gate = new();
        var ray = await clusters.On(way);
        var all = WaitJobs.Remote.On(ray).With(new() { Cpus = 2 }).At(gate.Name, "all");
        var visitor = await gate.NextAsync("the one that has all");
        Assert.Equal(11, await ValueJobs.Remote.On(ray).With(new() { Cpus = 0 }).Add(1).Within("the one without"));
        visitor.LetGo();
        await all.Within("the first");
    }

    [Theory, OnProcesses]
    public async Task What_no_node_has_is_named(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        var cpus = await jobs.With(new() { Cpus = 64 }).Add(1).FailsWith<TaskUnschedulableException>("64 CPUs");
        Assert.Contains("CPU", cpus.Message);
        Assert.Contains("64", cpus.Message);
        var npu = await jobs.With(new() { Resources = new Dictionary<string, double> { ["npu"] = 1 } }).Add(1).FailsWith<TaskUnschedulableException>("an NPU");
        Assert.Contains("npu", npu.Message);
        Assert.Contains("'ValueJobs.Add' cannot run", npu.Message);
    }

    [Theory, OnProcesses]
    public async Task Variables_and_folder_are_set_before_the_task_starts(Way way)
    {
        var folder = Directory.CreateTempSubdirectory("ray-folder");
        var jobs = PlaceJobs.Remote.On(await clusters.On(way)).With(new()
        {
            EnvironmentVariables = new Dictionary<string, string> { ["RAY_TEST_COLOUR"] = "blue = sky" },
            WorkingDirectory = folder.FullName,
        });
        Assert.Equal("blue = sky", await jobs.Variable("RAY_TEST_COLOUR").Within("the variable"));
        Assert.True(await jobs.IsInEnvironment("RAY_TEST_COLOUR=blue = sky").Within("the variable as native code sees it"));
        Assert.Equal(folder.FullName, await jobs.Folder().Within("the folder"));
        folder.Delete();
        Assert.Null(await PlaceJobs.Remote.On(await clusters.On(way)).Variable("RAY_TEST_COLOUR").Within("a task that did not ask for it"));
        Assert.Null(await PlaceJobs.Remote.On(await clusters.On(way)).Variable("DOTNET_STARTUP_HOOKS").Within("the hook's variable"));
    }

    [Theory, OnProcesses]
    public async Task A_folder_that_does_not_exist_is_told(Way way)
    {
        var jobs = PlaceJobs.Remote.On(await clusters.On(way)).With(new() { WorkingDirectory = "/no/such/folder" });
        var refused = await Assert.ThrowsAnyAsync<RayException>(() => jobs.Folder().Within("the task"));
        Assert.Contains("/no/such/folder", refused.Message);
    }

    [Fact]
    public async Task In_process_a_task_cannot_have_variables_of_its_own()
    {
        var jobs = PlaceJobs.Remote.On(await clusters.On(Way.InProcess)).With(new() { WorkingDirectory = "/tmp" });
        var refused = await Assert.ThrowsAnyAsync<RayException>(() => jobs.Folder().Within("the task"));
        Assert.Contains("InProcess", refused.Message);
    }

    [Theory, OnProcesses]
    public async Task What_may_not_be_repeated_never_shares_a_process(Way way)
    {
        using Gate gate = new();
        var ray = await clusters.On(way);
        var shared = WaitJobs.Remote.On(ray).With(new() { Cpus = 0.1 });
        var once = WaitJobs.Remote.On(ray).With(new() { Cpus = 0.1, MaxRetries = 0 });
        ObjectRef[] tasks = [.. Enumerable.Range(0, 3).SelectMany(_ => new ObjectRef[] { shared.At(gate.Name, "shared"), once.At(gate.Name, "once") })];
        var visitors = await gate.NextAsync(6, "all run");
        var pidsOfShared = visitors.Where(visitor => visitor.Says == "shared").Select(visitor => visitor.Pid).ToHashSet();
        int[] pidsOfOnce = [.. visitors.Where(visitor => visitor.Says == "once").Select(visitor => visitor.Pid)];
        Assert.Equal(3, pidsOfOnce.Distinct().Count());
        Assert.Empty(pidsOfShared.Intersect(pidsOfOnce));
        foreach (var visitor in visitors) visitor.LetGo();
        await Ray.WhenAll(tasks).Within("all");
    }

    [Theory, OnProcesses]
    public async Task What_a_task_leaves_in_its_threads_context_does_not_reach_the_next(Way way)
    {
        var jobs = PlaceJobs.Remote.On(await clusters.On(way));
        var cultures = await Ray.WhenAll(Enumerable.Range(0, 20).Select(_ => jobs.Culture())).Within("twenty tasks");
        Assert.DoesNotContain("de-DE", cultures);
    }
}
