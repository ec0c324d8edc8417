namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class InterruptTests(SharedSpark spark)
{
    /// <summary>More than the 100 streams that one HTTP/2 connection carries by default.</summary>
    private const int Many = 130;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_token_ends_the_operation_at_the_server()
    {
        await using var session = await ReadyAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Guid id = Guid.NewGuid();
        var (running, started) = LongOperations.Begin(session, new() { OperationId = id }, stop.Token);
        await started.WaitAsync(Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(await session.InterruptAsync(id, Cancel));
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 2)").CountAsync(Cancel));
    }

    [Fact]
    public async Task An_operation_is_interrupted_by_its_id_and_others_go_on()
    {
        await using var session = await ReadyAsync();
        Guid first = Guid.NewGuid(), second = Guid.NewGuid();
        var one = LongOperations.Begin(session, new() { OperationId = first }, Cancel);
        var other = LongOperations.Begin(session, new() { OperationId = second }, Cancel);
        await Task.WhenAll(one.Started, other.Started).WaitAsync(Cancel);
        Assert.Equal([first.ToString()], await session.InterruptAsync(first, Cancel));
        var failure = await Assert.ThrowsAsync<SparkInterruptedException>(() => one.Running);
        Assert.Equal(("OPERATION_CANCELED", "HY008"), (failure.ErrorClass, failure.SqlState));
        Assert.False(other.Running.IsCompleted);
        Assert.Equal([second.ToString()], await session.InterruptAllAsync(Cancel));
        await Assert.ThrowsAsync<SparkInterruptedException>(() => other.Running);
    }

    [Fact]
    public async Task Many_operations_wait_side_by_side_and_a_tag_ends_them_all()
    {
        await using var session = await ReadyAsync();
        var operations = Enumerable.Range(0, Many).Select(_ => LongOperations.Begin(session, new() { Tags = ["nodes"] }, Cancel)).ToList();
        await Task.WhenAll(operations.Select(operation => operation.Started)).WaitAsync(Cancel);
        Assert.Equal("false", await session.GetSettingAsync("spark.sql.codegen.wholeStage", Cancel));
        Assert.Equal(Many, (await session.InterruptTagAsync("nodes", Cancel)).Count);
        foreach (var (running, _) in operations) await Assert.ThrowsAsync<SparkInterruptedException>(() => running);
        Assert.Empty(await session.InterruptTagAsync("nodes", Cancel));
    }

    [Fact]
    public async Task Who_leaves_a_loop_leaves_nothing_running()
    {
        await using var session = await ReadyAsync();
        Guid id = Guid.NewGuid();
        await foreach (var _ in session.Sql("SELECT id FROM range(0, 2000000, 1, 2000)").ToBatchesAsync(new() { OperationId = id }, Cancel)) break;
        Assert.Empty(await session.InterruptAsync(id, Cancel));
    }

    private async Task<SparkSession> ReadyAsync()
    {
        var session = await spark.ConnectAsync();
        await LongOperations.AllowCancelAsync(session);
        return session;
    }
}
