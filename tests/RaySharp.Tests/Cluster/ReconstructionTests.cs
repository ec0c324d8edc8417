using RaySharp.Hosting;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Objects vanish from the node's store behind their owner's back.</summary>
public sealed class ReconstructionTests(StoreClusters clusters) : IClassFixture<StoreClusters>
{
    private const int Length = 300_000;

    [Theory, OnEveryWay]
    public async Task A_lost_result_is_made_again(Way way)
    {
        var cluster = clusters.On(way);
        var made = StoreJobs.Remote.On(cluster.Runtime).Make(Length, 1);
        await made.Within("it is made");
        await LoseAsync(cluster, made);
        Assert.Equal(StoreData.Bytes(Length, 1), await made.Within("it is made again"));
        Assert.NotNull(cluster.Find(made));
    }

    [Theory, OnEveryWay]
    public async Task A_chain_of_three_is_made_again(Way way)
    {
        var cluster = clusters.On(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        var first = jobs.Make(Length, 2);
        var second = jobs.Invert(first);
        var third = jobs.Invert(second);
        await third.Within("it is made");
        await LoseAsync(cluster, first, second, third);
        Assert.Equal(StoreData.Bytes(Length, 2), await third.Within("it is made again"));
        Assert.Equal(StoreData.Bytes(Length, 2), await first.Within("so is the first"));
    }

    [Theory, OnEveryWay]
    public async Task A_chain_is_made_again_from_values_that_nobody_refers_to_any_more(Way way)
    {
        var cluster = clusters.On(way);
        var third = MakeChain(cluster, seed: 3);
        await third.Within("it is made");
        await cluster.UntilCollectedAsync(store => !store.Objects.Any(stored => stored.Length >= Length && stored.Id.Task.Number + 2 >= third.Id.Task.Number && stored.Id.Task.Number < third.Id.Task.Number), "those before it are gone");
        await LoseAsync(cluster, third);
        Assert.Equal(StoreData.Bytes(Length, 3), await third.Within("it is made again"));
    }

    [Theory, OnEveryWay]
    public async Task A_task_reads_a_lost_argument_that_is_made_again_meanwhile(Way way)
    {
        var cluster = clusters.On(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        var made = jobs.Make(Length, 4);
        await made.Within("it is made");
        await LoseAsync(cluster, made);
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, 4)), await jobs.SumOfBytes(made).Within("its sum"));
    }

    [Theory, OnEveryWay]
    public async Task One_of_several_results_is_made_again_and_the_others_stay(Way way)
    {
        var cluster = clusters.On(way);
        var (small, large, word) = StoreJobs.Remote.On(cluster.Runtime).Parts(Length, 5);
        await large.Within("it is made");
        await LoseAsync(cluster, large);
        Assert.Equal(StoreData.Bytes(Length, 5), await large.Within("it is made again"));
        Assert.Equal((Length, "end"), (await small.Within("the small one"), await word.Within("the word")));
    }

    [Theory, OnEveryWay]
    public async Task What_was_put_is_lost_and_the_error_says_so(Way way)
    {
        var cluster = clusters.On(way);
        var put = await cluster.Runtime.PutAsync(StoreData.Bytes(Length, 6)).Within("a put");
        await put.Within("it is there");
        await LoseAsync(cluster, put);
        var lost = await ReadingFailsWith<ObjectLostException>(put, "it is lost");
        Assert.Contains("was put", lost.Message);
        Assert.Contains(put.Id.ToString(), lost.Message);
        var task = await StoreJobs.Remote.On(cluster.Runtime).SumOfBytes(put).FailsWith<TaskFailedException>("a task that reads it");
        Assert.Contains("was put", task.RemoteMessage);
    }

    [Theory, OnEveryWay]
    public async Task A_result_of_a_task_without_retries_is_lost_and_the_error_says_so(Way way)
    {
        var cluster = clusters.On(way);
        var made = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 0, Isolation = Isolation.Shared }).Make(Length, 7);
        await made.Within("it is made");
        await LoseAsync(cluster, made);
        var lost = await ReadingFailsWith<ObjectLostException>(made, "it is lost");
        Assert.Contains("may run once only", lost.Message);
        Assert.Contains("Make", lost.Message);
    }

    [Theory, OnEveryWay]
    public async Task Each_loss_takes_a_retry(Way way)
    {
        var cluster = clusters.On(way);
        var made = StoreJobs.Remote.On(cluster.Runtime).With(new() { MaxRetries = 2 }).Make(Length, 8);
        for (int i = 0; i < 2; i++)
        {
            await made.Within("it is made");
            await LoseAsync(cluster, made);
        }
        Assert.Equal(StoreData.Bytes(Length, 8), await made.Within("it is made for the last time"));
        await LoseAsync(cluster, made);
        var failed = await ReadingFailsWith<ObjectReconstructionFailedException>(made, "no retry is left");
        Assert.Contains("no retry left", failed.Message);
    }

    [Theory, OnEveryWay]
    public async Task A_failure_of_the_second_run_names_the_task_and_brings_what_it_threw(Way way)
    {
        var cluster = clusters.On(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        var made = jobs.MakeOnce(Length);
        var next = jobs.Invert(made);
        await next.Within("it is made");
        await LoseAsync(cluster, made);
        var first = await ReadingFailsWith<ObjectReconstructionFailedException>(made, "the first cannot be made again");
        await LoseAsync(cluster, next);
        var second = await ReadingFailsWith<ObjectReconstructionFailedException>(next, "nor what was made of it");
        foreach (var failure in (ObjectReconstructionFailedException[])[first, second])
        {
            Assert.Contains(nameof(StoreJobs.MakeOnce), failure.Message);
            Assert.Equal("It makes it once.", Assert.IsType<InvalidOperationException>(Assert.IsType<TaskFailedException>(failure.InnerException).InnerException).Message);
        }
    }

    [Theory, OnEveryWay]
    public async Task Ten_losses_in_a_row_of_an_actor_s_result_are_ten_calls(Way way)
    {
        var cluster = clusters.On(way);
        var shelf = Shelf.Remote.On(cluster.Runtime).With(new() { MaxTaskRetries = 10, MaxRestarts = 1 }).Create();
        var result = shelf.Fill(Length);
        for (int i = 0; i <= 10; i++)
        {
            Assert.Equal(Length, (await result.Within($"loss {i}")).Length);
            await LoseAsync(cluster, result);
        }
        await ReadingFailsWith<ObjectReconstructionFailedException>(result, "no retry is left");
        Assert.Equal(11, await shelf.Fillings().Within("it was called so often"));
    }

    [Theory, OnEveryWay]
    public async Task A_result_of_an_actor_that_may_not_be_called_again_is_lost(Way way)
    {
        var cluster = clusters.On(way);
        var shelf = Shelf.Remote.On(cluster.Runtime).Create();
        var result = shelf.Fill(Length);
        await result.Within("it is made");
        await LoseAsync(cluster, result);
        Assert.Contains("MaxTaskRetries", (await ReadingFailsWith<ObjectLostException>(result, "it is lost")).Message);
        Assert.Equal(1, await shelf.Fillings().Within("it was called once"));
    }

    [Theory, OnProcesses]
    public async Task Hundreds_that_are_lost_at_once_are_made_again(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        var firsts = Enumerable.Range(0, 60).Select(i => jobs.Make(110_000, i)).ToArray();
        var seconds = firsts.Select(first => jobs.Invert(first)).ToArray();
        var thirds = seconds.Select(second => jobs.Invert(second)).ToArray();
        await Ray.WhenAll(thirds).Within("all are made");
        await LoseAsync(cluster, [.. firsts, .. seconds, .. thirds]);
        var again = await Ray.WhenAll(thirds).Within("all are made again");
        for (int i = 0; i < again.Length; i++) Assert.Equal(StoreData.Bytes(110_000, i), again[i]);
        foreach (var made in firsts.Concat(seconds).Concat(thirds)) made.Release();
        await cluster.UntilEmptyAsync("all is freed");
        Assert.Equal(0, cluster.Runtime.Core.Lineage.Count);
    }

    [Theory, OnProcesses]
    public async Task When_all_references_are_gone_nothing_is_kept(Way way)
    {
        await using var cluster = StoreClusters.Start(way);
        await MakeChain(cluster, seed: 9).Within("it is made");
        await cluster.UntilCollectedAsync(static store => store.ObjectCount == 0, "nothing is stored");
        Assert.Equal(0, cluster.Runtime.Core.Lineage.Count);
    }

    private static async Task<TException> ReadingFailsWith<TException>(ObjectRef<byte[]> reference, string phase) where TException : Exception =>
        await Assert.ThrowsAsync<TException>(() => reference.Within(phase));

    private static ObjectRef<byte[]> MakeChain(EmbeddedCluster cluster, int seed)
    {
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        return jobs.Invert(jobs.Invert(jobs.Make(Length, seed)));
    }

    /// <summary>The store forgets the objects, as if their owner had freed them; and their owner what it has read of them.</summary>
    private static async Task LoseAsync(EmbeddedCluster cluster, params ObjectRef[] references)
    {
        var core = cluster.Runtime.Core;
        core.Peers.Send(core.Node, new ObjectDelete([.. references.Select(static reference => reference.Id)]));
        await cluster.UntilAsync(store => references.All(reference => !store.Objects.Any(stored => stored.Id == reference.Id && !stored.IsDeleted)), "they are lost");
        foreach (var reference in references) ((StoredValue)reference.Entry.Stored!).Forget();
    }
}
