using System.Runtime.CompilerServices;
using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>A worker is killed when it has sealed objects and not told their owner: what runs again gives the right values, and nothing stays in the store.</summary>
public sealed class StoreCrashTests
{
    private const int Length = 300_000, Count = 8;

    [Theory, OnProcesses]
    public async Task A_stream_goes_on_where_it_was_after_items_were_sealed_and_not_sent(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var stream = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 1, Isolation = Isolation.Process }).Items(Count, Length, sent: 3, unsent: 4);
        var items = await TakeAsync(stream);
        Assert.Equal(Sums(Count), await SumsOfAsync(items));
        await EndsEmptyAsync(cluster, items);
    }

    [Theory, OnProcesses]
    public async Task A_stream_goes_on_where_it_was_when_all_that_it_had_made_was_taken(Way way)
    {
        const int many = 200, before = 150;     // more than may be made ahead
        await using var cluster = StoreClusters.Start(way);
        var task = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 1, Isolation = Isolation.Process }).Items(many, 10, sent: before, unsent: 0);
        Assert.Equal(many, (await TakeAsync(task)).Count);
        var mortal = MortalStream.Remote.On(cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = 1, Isolation = Isolation.Process }).Create();
        Assert.Equal(many, (await TakeAsync(mortal.Items(many, 10, sent: before, unsent: 0))).Count);
        GC.KeepAlive(mortal);
    }

    [Theory, OnProcesses]
    public async Task A_stream_that_is_not_tried_again_ends_with_what_was_sent_and_leaves_nothing(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var stream = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 0, Isolation = Isolation.Process }).Items(Count, Length, sent: 3, unsent: 4);
        List<ObjectRef> items = [];
        await Assert.ThrowsAsync<WorkerCrashedException>(() => TakeAsync(stream, items)).Within("the stream's end");
        Assert.Equal(Sums(3), await SumsOfAsync(items));
        await EndsEmptyAsync(cluster, items);
    }

    [Theory, OnProcesses]
    public async Task A_stream_that_makes_less_when_it_runs_again_leaves_nothing_of_what_it_made_first(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var stream = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 1, Isolation = Isolation.Process }).Items(4, Length, sent: 2, unsent: 6);
        var items = await TakeAsync(stream);
        Assert.Equal(Sums(4), await SumsOfAsync(items));
        await EndsEmptyAsync(cluster, items);
    }

    [Theory, OnProcesses]
    public async Task What_an_item_refers_to_lives_though_the_item_came_twice(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var boxes = await BoxesAsync(cluster).Within("the boxes");
        await Task.Yield();
        BuildJobs.Collect();
        for (int i = 0; i < boxes.Count; i++)
        {
            var box = await ((ObjectRef<Kept>)boxes[i]).Within($"box {i}");
            Assert.Equal(Sums(1), await SumsOfAsync([box.Value]));
        }
    }

    [Theory, OnProcesses]
    public async Task A_task_with_several_results_is_repeated_after_some_were_sealed(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        foreach (int sealedParts in (int[])[1, 3])
        {
            var (first, second, third, small) = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 1, Isolation = Isolation.Process }).Parts(Length, sealedParts);
            Assert.Equal(Sums(3), await SumsOfAsync([first, second, third]));
            Assert.Equal(Length, await small.Within("the small one"));
            await EndsEmptyAsync(cluster, [first, second, third]);
        }
    }

    [Theory, OnProcesses]
    public async Task A_task_with_several_results_that_is_not_repeated_leaves_nothing(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var (first, second, third, small) = CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 0, Isolation = Isolation.Process }).Parts(Length, sealedParts: 2);
        foreach (var part in new ObjectRef[] { first, second, third, small }) await part.FailsWith<WorkerCrashedException>("a result");
        await EndsEmptyAsync(cluster, []);
    }

    [Theory, OnProcesses]
    public async Task What_a_worker_owns_is_repeated_and_let_go_like_what_the_driver_owns(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var sums = CrashJobs.Remote.On(cluster.Runtime).SumsOfAll(Length);
        Assert.Equal(Sums(3).Concat(Sums(4)), await sums.Within("the sums"));
        await BuildJobs.Remote.On(cluster.Runtime).Collect().Within("the worker's collector has run");
        await EndsEmptyAsync(cluster, []);
    }

    [Theory, OnProcesses]
    public async Task A_call_is_repeated_in_the_actors_next_life_after_its_result_was_sealed(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var mortal = Mortal.Remote.On(cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = 1, Isolation = Isolation.Process }).Create();
        var large = mortal.Large(Length);
        Assert.Equal(Sums(1), await SumsOfAsync([large]));
        Assert.Equal(2, await mortal.Life().Within("the life"));
        await EndsEmptyAsync(cluster, [large]);
    }

    [Theory, OnProcesses]
    public async Task A_call_with_several_results_is_repeated_in_the_actors_next_life(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var mortal = Mortal.Remote.On(cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = 1, Isolation = Isolation.Process }).Create();
        var (first, second) = mortal.Parts(Length);
        Assert.Equal(Sums(2), await SumsOfAsync([first, second]));
        await EndsEmptyAsync(cluster, [first, second]);
        GC.KeepAlive(mortal);
    }

    [Theory, OnProcesses]
    public async Task An_actors_stream_goes_on_in_its_next_life(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var mortal = MortalStream.Remote.On(cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = 1, Isolation = Isolation.Process }).Create();
        var items = await TakeAsync(mortal.Items(Count, Length, sent: 3, unsent: 4));
        Assert.Equal(Sums(Count), await SumsOfAsync(items));
        await EndsEmptyAsync(cluster, items);
        GC.KeepAlive(mortal);
    }

    [Theory, OnProcesses]
    public async Task A_call_that_is_not_repeated_leaves_nothing_though_the_actor_lives_again(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var mortal = Mortal.Remote.On(cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = 0, Isolation = Isolation.Process }).Create();
        await mortal.Large(Length).FailsWith<ActorUnavailableException>("the call that was lost");
        var again = mortal.Large(Length);
        Assert.Equal(Sums(1), await SumsOfAsync([again]));
        await EndsEmptyAsync(cluster, [again]);
    }

    [Theory, OnProcesses]
    public async Task A_call_of_an_actor_that_does_not_live_again_leaves_nothing(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        foreach (int retries in (int[])[0, 1])
        {
            var options = new ActorOptions { MaxRestarts = 0, MaxTaskRetries = retries, Isolation = Isolation.Process };
            var mortal = Mortal.Remote.On(cluster.Runtime).With(options).Create();
            await mortal.Large(Length).FailsWith<ActorDiedException>("the call");
            var (first, second) = Mortal.Remote.On(cluster.Runtime).With(options).Create().Parts(Length);
            await first.FailsWith<ActorDiedException>("the first part");
            await second.FailsWith<ActorDiedException>("the second part");
            var stream = MortalStream.Remote.On(cluster.Runtime).With(options).Create().Items(Count, Length, sent: 3, unsent: 4);
            List<ObjectRef> items = [];
            await Assert.ThrowsAsync<ActorDiedException>(() => TakeAsync(stream, items)).Within("the stream's end");
            Assert.Equal(Sums(3), await SumsOfAsync(items));
            await EndsEmptyAsync(cluster, items);
        }
    }

    private static ulong[] Sums(int count) => [.. Enumerable.Range(0, count).Select(static i => StoreData.Sum(StoreData.Bytes(Length, i)))];

    private static async Task<ulong[]> SumsOfAsync(IEnumerable<ObjectRef> refs)
    {
        List<ulong> sums = [];
        foreach (var reference in refs) sums.Add(StoreData.Sum(await ((ObjectRef<byte[]>)reference).Within($"value {sums.Count}")));
        return [.. sums];
    }

    private static async Task<List<ObjectRef>> TakeAsync(ObjectRefStream<byte[]> stream)
    {
        List<ObjectRef> items = [];
        await TakeAsync(stream, items).Within("the stream's end");
        return items;
    }

    /// <summary>Only the boxes know of what is in them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<ObjectRef>> BoxesAsync(EmbeddedCluster cluster)
    {
        var content = await cluster.Runtime.PutAsync(StoreData.Bytes(Length, 0)).Within("a put");
        List<ObjectRef> boxes = [];
        await foreach (var box in CrashJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 1, Isolation = Isolation.Process }).Boxes(new Kept(content), 3)) boxes.Add(box);
        Assert.Equal(3, boxes.Count);
        return boxes;
    }

    private static async Task TakeAsync(ObjectRefStream<byte[]> stream, List<ObjectRef> items)
    {
        await foreach (var item in stream) items.Add(item);
    }

    /// <summary>The books are closed: what was sealed and is nobody's value is gone when the values are released.</summary>
    private static async Task EndsEmptyAsync(EmbeddedCluster cluster, IEnumerable<ObjectRef> values)
    {
        foreach (var value in values) value.Release();
        await cluster.UntilAsync(static store => store.ObjectCount == 0 && store.Extents.All(static extent => extent.LiveBytes == 0), "nothing is stored");
    }
}
