using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ValueTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task Values_go_out_and_results_come_back(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        Assert.Equal(12, await jobs.Add(5, 7).Within("a sum"));
        Assert.Equal(15, await jobs.Add(5).Within("a sum with a default"));
        Assert.Equal("none -1 Friday", await jobs.Words().Within("all defaults"));
        Assert.Equal("null 2 Monday", await jobs.Words(null, [1, 2], DayOfWeek.Monday).Within("null and a collection"));
        var order = await jobs.Double(new Order(7, "Ada", [1.5m, 2])).Within("a record");
        Assert.Equal((7, "Ada", "3.0,4"), (order.Id, order.Customer, string.Join(',', order.Lines)));
        await jobs.Nothing().Within("no result");
    }

    [Theory, OnProcesses]
    public async Task A_task_runs_in_another_process(Way way) =>
        Assert.NotEqual(Environment.ProcessId, await ValueJobs.Remote.On(await clusters.On(way)).Process().Within("a process id"));

    [Theory, OnEveryWay]
    public async Task A_reference_stands_for_its_value_even_before_it_is_there(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        using Gate gate = new();
        var slow = WaitJobs.Remote.On(await clusters.On(way)).NumberAt(gate.Name, "slow");
        var sum = jobs.Add(slow, jobs.Add(1, 2));
        var visitor = await gate.NextAsync("the argument's task runs");
        Assert.False(sum.IsCompleted);
        visitor.LetGo("100");
        Assert.Equal(103, await sum.Within("the sum of two references"));
    }

    [Theory, OnEveryWay]
    public async Task A_task_whose_argument_failed_fails_with_the_same_error_and_never_runs(Way way)
    {
        var ray = await clusters.On(way);
        var failed = FailJobs.Remote.On(ray).Throw("first");
        var inner = await ValueJobs.Remote.On(ray).Add(ValueJobs.Remote.On(ray).Add(failed)).FailsWithInner<InvalidOperationException>("two tasks down the line");
        Assert.Equal("first", inner.Message);
    }

    [Theory]
    [InlineData(Way.Rings, 150_000)]
    [InlineData(Way.Sockets, 150_000)]
    [InlineData(Way.Rings, 3_000_000)]
    [InlineData(Way.Sockets, 3_000_000)]
    [InlineData(Way.InProcess, 3_000_000)]
    public async Task Large_values_travel_as_results_as_arguments_and_as_references(Way way, int length)
    {
        var ray = await clusters.On(way);
        var jobs = ValueJobs.Remote.On(ray);
        var made = jobs.Bytes(length, 3);
        Assert.Equal(3L * length, await jobs.SumOf(made).Within("a large reference"));
        Assert.Equal(6L * length, await jobs.SumOf(made, made).Within("the same large reference twice"));
        Assert.Equal(length, (await made.Within("a large result")).Length);
        var put = await ray.PutAsync(new byte[length]).Within("a put");
        Assert.Equal(3L * length, await jobs.SumOf(put, made).Within("a large object that was put"));
        Assert.Equal(1L * length, await jobs.SumOf([.. Enumerable.Repeat((byte)1, length)]).Within("a large plain value"));
    }

    [Theory, OnProcesses]
    public async Task Lists_of_arguments_mix_values_and_references(Way way)
    {
        var ray = await clusters.On(way);
        var jobs = ValueJobs.Remote.On(ray);
        ObjectRef<long> two = jobs.One(2), three = jobs.One(3);
        Assert.Equal(15, await jobs.Sum([two, 10, three]).Within("values and references"));
        Assert.Equal(5, await jobs.Sum(new[] { two, three }).Within("an array of references"));
        Assert.Equal(0, await jobs.Sum([]).Within("an empty list"));
        Assert.Equal(7, await jobs.Sum(await ray.PutAsync(new long[] { 3, 4 }).Within("a put")).Within("a reference to the whole list"));
    }

    [Theory, OnProcesses]
    public async Task References_inside_of_values_stay_references(Way way)
    {
        var ray = await clusters.On(way);
        var jobs = ValueJobs.Remote.On(ray);
        Basket basket = new("b", [jobs.Add(1), jobs.Add(2), await ray.PutAsync(100)]);
        Assert.Equal(123, await jobs.Follow(basket).Within("a task that awaits references it was given"));
        Assert.Equal(6, await (await jobs.Hand(5).Within("a task that returns a reference")).Within("the reference it returned"));
    }

    [Theory, OnProcesses]
    public async Task A_tuple_can_come_back_as_separate_references(Way way)
    {
        var (number, text) = ValueJobs.Remote.On(await clusters.On(way)).Pair(200_000);
        Assert.Equal(200_000, await number.Within("the first part"));
        Assert.Equal(200_000, (await text.Within("the second part")).Length);
    }

    [Theory, OnProcesses]
    public async Task An_array_can_come_back_as_as_many_references_as_the_caller_asks_for(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        Assert.Equal(new[] { 0, 1, 2 }, await Ray.WhenAll(jobs.Many(3, 3)).Within("three parts"));
        Assert.Throws<ArgumentOutOfRangeException>(() => jobs.Many(0, 0));
        Assert.Equal(new[] { 0 }, await Ray.WhenAll(jobs.Many(1, 1)).Within("one part"));
    }

    [Theory, OnProcesses]
    public async Task Another_count_of_separate_results_than_asked_for_is_an_error(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        var parts = jobs.Many(2, 3);
        var inner = await parts[1].FailsWithInner<ArgumentException>("too many parts");
        Assert.Contains("returned 3 items, its caller asked for 2", inner.Message);
        await parts[0].FailsWithInner<ArgumentException>("the other part");
    }

    [Theory, OnProcesses]
    public async Task A_get_that_runs_out_of_time_ends_only_the_wait(Way way)
    {
        using Gate gate = new();
        var slow = WaitJobs.Remote.On(await clusters.On(way)).NumberAt(gate.Name, "slow");
        var visitor = await gate.NextAsync("the task runs");
        var ranOut = await Assert.ThrowsAsync<GetTimeoutException>(() => slow.GetAsync(TimeSpan.FromMilliseconds(1)));
        Assert.Contains("Its task goes on", ranOut.Message);
        visitor.LetGo("5");
        Assert.Equal(5, await slow.Within("the same task, later"));
    }
}
