using Apache.Arrow;
using RaySharp.Core;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>What is built where it will be kept is never copied.</summary>
public sealed class BuiltInPlaceTests(BuiltInPlaceTests.OneWorker clusters) : IClassFixture<BuiltInPlaceTests.OneWorker>
{
    private const int Count = 100_000;

    [Theory, OnEveryWay]
    public async Task What_was_built_is_put_and_got_without_a_copy(Way way)
    {
        var ray = await clusters.On(way);
        long before = Copied(ray);
        using var batch = await BuildAsync(() => BuildJobs.BatchOn(ray, Count));
        var put = await ray.PutAsync(batch).Within("a put");
        using var got = await put.Within("the batch");
        Assert.Equal(Count, got.Length);
        Assert.Equal(Count - 1, ((Int64Array)got.Column(0)).GetValue(Count - 1));
        Assert.Equal("eight by", ((StringArray)got.Column(1)).GetString(7));
        var values = await (await ray.PutAsync(await BuildAsync(() => BuildJobs.DoublesOn(ray, Count, 0.5))).Within("a put")).Within("the doubles");
        Assert.Equal(0.5, values.Span[Count - 1]);
        Assert.Equal(before, Copied(ray));
        Assert.Equal(Count - 1, ((Int64Array)batch.Column(0)).GetValue(Count - 1));
    }

    [Theory, OnEveryWay]
    public async Task What_was_built_is_given_as_a_plain_argument_without_a_copy(Way way)
    {
        var ray = await clusters.On(way);
        var jobs = BuildJobs.Remote.On(ray);
        long before = Copied(ray);
        Assert.Equal(Count - 1, await jobs.LastRow(await BuildAsync(() => BuildJobs.BatchOn(ray, Count))).Within("a batch"));
        Assert.Equal(Count * 0.25, await jobs.SumOf(await BuildAsync(() => BuildJobs.DoublesOn(ray, Count, 0.25))).Within("doubles"));
        Assert.Equal(before, Copied(ray));
    }

    [Theory, OnEveryWay]
    public async Task What_a_task_built_is_returned_without_a_copy(Way way)
    {
        var ray = await clusters.On(way);
        var jobs = BuildJobs.Remote.On(ray);
        long before = await jobs.Copied().Within("what the worker has copied"), here = Copied(ray);
        using var batch = await jobs.Batch(Count).Within("a batch");
        Assert.Equal(Count - 1, ((Int64Array)batch.Column(0)).GetValue(Count - 1));
        Assert.Equal(2.5, (await jobs.Doubles(Count, 2.5).Within("doubles")).Span[^1]);
        Assert.Equal(before, await jobs.Copied().Within("what the worker has copied then"));
        Assert.Equal(here, Copied(ray));
    }

    [Fact]
    public async Task A_builder_that_is_not_built_gives_its_block_back()
    {
        var ray = await clusters.On(Way.Rings);
        var writer = ((CoreRuntime)ray).Core.Store.Writer;
        int before = writer.Unsealed;
        var buffer = await BuildAsync(() => ray.Allocate<double>(Count));
        Assert.Equal(before + 1, writer.Unsealed);
        buffer.Dispose();
        Assert.Equal(before, writer.Unsealed);
    }

    [Fact]
    public async Task What_stays_small_takes_no_shared_memory()
    {
        var ray = await clusters.On(Way.Rings);
        var writer = ((CoreRuntime)ray).Core.Store.Writer;
        int before = writer.Unsealed;
        using var buffer = ray.Allocate<double>(1000);
        Assert.Equal(before, writer.Unsealed);
        buffer.Span.Fill(1.5);
        Assert.Equal(1500, await BuildJobs.Remote.On(ray).SumOf(buffer.ToReadOnlyMemory()).Within("a small buffer"));
    }

    [Fact]
    public async Task A_builder_may_read_on_what_it_put_while_the_object_stays_where_it_is()
    {
        var ray = await clusters.On(Way.Rings);
        var batch = await BuildAsync(() => BuildJobs.BatchOn(ray, Count));
        var put = await ray.PutAsync(batch).Within("a put");
        Assert.Equal(new[] { ((CoreRuntime)ray).Core.Self }, Assert.Single(await ray.ObjectsAsync().Within("the objects"), info => info.Id == put.Id).Readers);
        batch.Dispose();
        Assert.Empty(Assert.Single(await ray.ObjectsAsync().Within("the objects"), info => info.Id == put.Id).Readers);
        GC.KeepAlive(put);
    }

    /// <summary>A builder blocks its thread until the store has room.</summary>
    private static Task<T> BuildAsync<T>(Func<T> build) => Task.Run(build).Within("what is built has room");

    private static long Copied(RayRuntime ray) => ((CoreRuntime)ray).Core.Store.CopiedBytes;

    public sealed class OneWorker : IAsyncDisposable
    {
        private readonly Clusters _clusters = new() { Options = new() { Cpus = 2, WorkerProcesses = 1 } };

        public Task<RayRuntime> On(Way way) => _clusters.On(way);

        public ValueTask DisposeAsync() => _clusters.DisposeAsync();
    }
}
