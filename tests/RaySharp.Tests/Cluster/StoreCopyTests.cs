using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Codecs;

namespace RaySharp.Tests.Cluster;

/// <summary>How often the bytes of a large value are copied on their way.</summary>
public sealed class StoreCopyTests(StoreClusters clusters) : IClassFixture<StoreClusters>
{
    private const int Rows = 100_000;

    [Theory, OnProcesses]
    public async Task A_batch_is_copied_once_when_it_is_put_and_never_again(Way way)
    {
        var cluster = clusters.On(way);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        using var batch = StoreData.Batch(Rows, 1);
        var put = await cluster.Runtime.PutAsync(batch).Within("a put");    // the runtime's first: paths are warm
        long before = cluster.CopiedBytes();
        put = await cluster.Runtime.PutAsync(batch).Within("a put");
        Assert.Equal(put.Entry.Stored!.Length, cluster.CopiedBytes() - before);
        Assert.InRange(put.Entry.Stored.Length, Rows * 8, Rows * 8 + 4096);

        long there = await jobs.Copied().Within("the worker's count");
        Assert.Equal(StoreData.Sum(batch), await jobs.SumOfNumbers(put).Within("an argument"));
        Assert.Equal(StoreData.Sum(batch), await jobs.SumOfLoan(new Loan(put)).Within("a get in a task"));
        Assert.Equal(0, await jobs.Copied().Within("the worker's count") - there);

        before = cluster.CopiedBytes();
        using (var read = await put.Within("a get")) Assert.Equal(StoreData.Sum(batch), StoreData.Sum(read));
        Assert.Equal(0, cluster.CopiedBytes() - before);
    }

    [Theory, OnProcesses]
    public async Task A_batch_that_a_task_returns_is_copied_once(Way way)
    {
        var cluster = clusters.On(way);
        var made = StoreJobs.Remote.On(cluster.Runtime).MakeBatch(Rows, 2);
        Assert.Equal(await SizeOf(made), await CopiesAsync(cluster, jobs => jobs.MakeBatch(Rows, 2)));
    }

    [Theory, OnProcesses]
    public async Task A_batch_that_is_built_in_the_store_is_never_copied(Way way)
    {
        var cluster = clusters.On(way);
        Assert.Equal(0, await CopiesAsync(cluster, jobs => jobs.BuildBatch(Rows, 3)));
        long before = cluster.CopiedBytes();
        using var read = await StoreJobs.Remote.On(cluster.Runtime).BuildBatch(Rows, 3).Within("a result");
        using var expected = StoreData.Batch(Rows, 3);
        Assert.Equal(StoreData.Sum(expected), StoreData.Sum(read));
        Assert.Equal(0, cluster.CopiedBytes() - before);
    }

    [Theory, OnProcesses]
    public async Task An_array_is_copied_once_in_and_once_out(Way way)
    {
        var cluster = clusters.On(way);
        const int length = 500_000;
        long before = cluster.CopiedBytes();
        var put = await cluster.Runtime.PutAsync(StoreData.Bytes(length, 4)).Within("a put");
        Assert.Equal(put.Entry.Stored!.Length, cluster.CopiedBytes() - before);
        before = cluster.CopiedBytes();
        _ = await put.Within("a get");
        Assert.Equal(length, cluster.CopiedBytes() - before);
        Assert.Equal(length, await CopiesAsync(cluster, jobs => jobs.SumOfBytes(put)));
    }

    [Theory, OnProcesses]
    public async Task Views_are_copied_once_in_and_what_can_be_written_to_once_out(Way way)
    {
        var cluster = clusters.On(way);
        var ray = cluster.Runtime;
        int[] numbers = [.. Enumerable.Range(0, 100_000)];
        long bytes = numbers.Length * sizeof(int);
        Assert.Equal(0, await CopiedOutAsync(cluster, () => ray.PutAsync<ReadOnlyMemory<int>>(numbers), bytes));
        Assert.Equal(0, await CopiedOutAsync(cluster, () => ray.PutAsync(Batches.TableOf(20_000, 5, 5_000, "int32", "double")), 12 * 20_000));
        Assert.Equal(bytes, await CopiedOutAsync(cluster, () => ray.PutAsync<Memory<int>>(numbers), bytes));
        Assert.Equal(bytes, await CopiedOutAsync(cluster, () => ray.PutAsync(numbers), bytes));
        Assert.Equal(bytes, await CopiedOutAsync(cluster, () => ray.PutAsync(numbers.ToList()), bytes));
    }

    /// <summary>What a get copies of a value whose put was one copy, of all its bytes and little more.</summary>
    private static async Task<long> CopiedOutAsync<T>(EmbeddedCluster cluster, Func<ValueTask<ObjectRef<T>>> put, long bytes)
    {
        long before = cluster.CopiedBytes();
        var stored = await put().Within("a put");
        Assert.Equal(stored.Entry.Stored!.Length, cluster.CopiedBytes() - before);
        Assert.InRange(stored.Entry.Stored.Length, bytes, bytes + (bytes / 8));
        before = cluster.CopiedBytes();
        _ = await stored.Within("a get");
        return cluster.CopiedBytes() - before;
    }

    private static async Task<long> SizeOf(ObjectRef reference)
    {
        await reference.Within("a large result");
        return reference.Entry.Stored!.Length;
    }

    /// <summary>What the worker copies for a task.</summary>
    private static async Task<long> CopiesAsync(EmbeddedCluster cluster, Func<StoreJobs.RemoteStubs, ObjectRef> task)
    {
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        long before = await jobs.Copied().Within("the worker's count");
        await task(jobs).Within("the task");
        return await jobs.Copied().Within("the worker's count") - before;
    }
}
