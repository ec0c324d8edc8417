using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>What is released, or of no use to anybody, leaves the store without a garbage collection.</summary>
public sealed class ReleaseTests
{
    private const int Large = 300_000;
    private static readonly RayOptions _one = new() { Cpus = 2, WorkerProcesses = 1 };

    [Fact]
    public async Task A_released_object_is_freed_at_once()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var put = await ray.PutAsync(new byte[Large]).Within("a put");
        var kept = await ray.PutAsync(new byte[Large]).Within("a put");
        Assert.Equal(2, (await ray.ObjectsAsync().Within("the objects")).Count);
        put.Release();
        put.Release();
        Assert.Equal(kept.Id, Assert.Single(await ray.ObjectsAsync().Within("the objects")).Id);
    }

    [Fact]
    public async Task Another_reference_to_a_released_object_says_that_it_was_freed()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var put = await ray.PutAsync(new byte[Large]).Within("a put");
        var other = new ObjectRef<byte[]>(put.Entry, CodecRegistry.Get<byte[]>());
        put.Release();
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => other.Within("another reference"));
        Assert.Contains("Release", lost.Message);
        await BuildJobs.Remote.On(ray).Fence().Within("the runtime goes on");
    }

    [Fact]
    public async Task What_was_read_stays_readable_after_the_release()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var put = await ray.PutAsync<ReadOnlyMemory<double>>(Enumerable.Repeat(1.5, 100_000).ToArray()).Within("a put");
        var values = await put.Within("the values");
        put.Release();
        await ray.PutAsync<ReadOnlyMemory<double>>(Enumerable.Repeat(2.5, 100_000).ToArray()).Within("a put");
        Assert.Equal(150_000, values.ToArray().Sum());
    }

    [Fact]
    public async Task A_task_that_was_given_a_released_object_still_has_it_and_then_nobody_has()
    {
        using Gate gate = new();
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var put = await ray.PutAsync<ReadOnlyMemory<double>>(Enumerable.Repeat(1.5, 100_000).ToArray()).Within("a put");
        var sum = BuildJobs.Remote.On(ray).SumAt(put, gate.Name);
        put.Release();
        var visitor = await gate.NextAsync("the task has the values");
        Assert.True(Assert.Single(await ray.ObjectsAsync().Within("the objects")).References > 0);
        visitor.LetGo();
        Assert.Equal(150_000, await sum.Within("the sum"));
        Assert.All(await ray.ObjectsAsync().Within("the objects"), info => Assert.Equal(0, info.References));
    }

    [Fact]
    public async Task A_worker_that_only_keeps_a_freed_object_open_closes_it()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var jobs = BuildJobs.Remote.On(ray);
        var put = await ray.PutAsync(new byte[Large]).Within("a put");
        Assert.Equal(0, await ValueJobs.Remote.On(ray).SumOf(put).Within("the worker reads it"));
        put.Release();
        await ray.ObjectsAsync().Within("the objects");
        Assert.Equal(0, await jobs.Fence().Within("the worker has heard of it"));
    }

    [Fact]
    public async Task A_result_that_is_released_before_it_is_there_is_freed_when_it_comes()
    {
        using Gate gate = new();
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var made = BuildJobs.Remote.On(ray).BytesAt(Large, gate.Name);
        var visitor = await gate.NextAsync("the task runs");
        made.Release();
        visitor.LetGo();
        await new ObjectRef(made.Entry).FailsWith<ObjectLostException>("the task ends, and its object with it");
        Assert.Empty(await ray.ObjectsAsync().Within("the objects"));
    }

    [Fact]
    public async Task A_large_plain_argument_is_freed_with_its_call()
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var put = await ray.PutAsync(new byte[Large]).Within("a put");      // there is an extent at hand now
        long before = ((CoreRuntime)ray).Core.Store.CopiedBytes;
        Assert.Equal(0, await ValueJobs.Remote.On(ray).SumOf(new byte[Large]).Within("the call"));
        Assert.InRange(((CoreRuntime)ray).Core.Store.CopiedBytes - before, Large, 2 * Large);
        await BuildJobs.Remote.On(ray).Fence().Within("the driver has taken the call's answer");
        await ray.ObjectsAsync().Within("the objects");
        await BuildJobs.Remote.On(ray).Fence().Within("the worker has heard of the end");
        Assert.Equal(put.Id, Assert.Single(await ray.ObjectsAsync().Within("the objects")).Id);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, Large)]
    [InlineData(2, 1, 0)]
    public async Task What_a_dead_worker_stored_for_a_result_is_deleted_unless_it_is_the_result(int deaths, int retries, int length)
    {
        await using var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var result = BuildJobs.Remote.On(ray).With(new() { MaxRetries = retries, Isolation = Isolation.Process }).StoreAndDie(deaths, length);
        if (deaths > retries) await result.FailsWith<WorkerCrashedException>("the task");
        else await new ObjectRef(result.Entry).Within("the last attempt");
        Assert.Equal(length == Large ? 1 : 0, (await ray.ObjectsAsync().Within("the objects")).Count);
        GC.KeepAlive(result);
    }

    [Fact]
    public async Task A_disposed_runtime_says_so_and_what_was_read_stays_readable()
    {
        var ray = await Ray.StartAsync(Clusters.Of(Way.Rings, _one));
        var read = await ray.PutAsync<ReadOnlyMemory<double>>(Enumerable.Repeat(1.5, 100_000).ToArray()).Within("a put");
        var unread = await ray.PutAsync(new byte[Large]).Within("a put");
        var values = await read.Within("the values");
        await ray.DisposeAsync().Within("the end");
        Assert.Equal(150_000, values.ToArray().Sum());
        Assert.Contains("disposed", (await Assert.ThrowsAsync<ObjectLostException>(() => unread.Within("what was not read before"))).Message);
        unread.Release();
        foreach (var use in new Func<Task>[]
        {
            async () => await ray.PutAsync(1),
            async () => await ray.PutAsync(new byte[Large]),
            () => Task.FromResult(ray.Allocate<double>(1)),
            () => Task.Run(() => ray.Allocate<double>(Large)),      // one that waits for room blocks its thread
            ray.ObjectsAsyncWithDefaults,
        })
        {
            Assert.Contains("was disposed", (await Assert.ThrowsAsync<ObjectDisposedException>(use).Within("the refusal")).Message);
        }
    }
}

file static class RuntimeCalls
{
    public static Task ObjectsAsyncWithDefaults(this RayRuntime ray) => ray.ObjectsAsync();
}
