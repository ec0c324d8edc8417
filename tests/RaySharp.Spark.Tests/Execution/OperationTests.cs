using Apache.Arrow;
using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Execution;

public sealed class OperationTests
{
    private readonly FakeSpark _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broken_streams_are_reattached_after_the_last_response()
    {
        await using var session = await _server.ConnectAsync();
        _server.Stream = (request, _) => request switch
        {
            ExecutePlanRequest => FakeStreams.Of([FakeStreams.Batch("a", 1)], new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "cut"))),
            ReattachExecuteRequest { LastResponseId: "a" } => FakeStreams.Of([FakeStreams.Batch("b", 2)]),
            ReattachExecuteRequest { LastResponseId: "b" } => FakeStreams.Of([FakeStreams.Complete("c")]),
            _ => throw new NotSupportedException($"{request}"),
        };
        Assert.Equal([1, 2], await ReadAsync(session.Sql("SELECT 1").ToBatchesAsync(Cancel)));
        var plan = _server.Requests.OfType<ExecutePlanRequest>().Single();
        Assert.True(plan.RequestOptions[0].ReattachOptions.Reattachable);
        Assert.All(_server.Requests.OfType<ReattachExecuteRequest>(), request => Assert.Equal(plan.OperationId, request.OperationId));
        Assert.NotNull(Assert.Single(_server.Requests.OfType<ReleaseExecuteRequest>()).ReleaseAll);
        Assert.Empty(_server.Requests.OfType<InterruptRequest>());
    }

    [Fact]
    public async Task A_plan_that_never_arrived_is_sent_again_under_its_id()
    {
        await using var session = await _server.ConnectAsync();
        int plans = 0;
        _server.Stream = (request, _) => request switch
        {
            ExecutePlanRequest when ++plans == 1 => FakeStreams.Of([], new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "cut"))),
            ReattachExecuteRequest => FakeStreams.Of([], FakeSpark.Failure(StatusCode.Internal, "unknown", "INVALID_HANDLE.OPERATION_NOT_FOUND")),
            _ => FakeStreams.Of([FakeStreams.Batch("a", 7), FakeStreams.Complete("b")]),
        };
        Assert.Equal([7], await ReadAsync(session.Sql("SELECT 7").ToBatchesAsync(Cancel)));
        Assert.Single(_server.Requests.OfType<ExecutePlanRequest>().Select(plan => plan.OperationId).Distinct());
    }

    [Fact]
    public async Task An_operation_that_the_server_forgot_is_an_error_after_its_first_response()
    {
        await using var session = await _server.ConnectAsync();
        _server.Stream = (request, _) => request is ExecutePlanRequest
            ? FakeStreams.Of([FakeStreams.Batch("a", 1)])
            : FakeStreams.Of([], FakeSpark.Failure(StatusCode.Internal, "The handle is invalid.", "INVALID_HANDLE.OPERATION_NOT_FOUND"));
        var failure = await Assert.ThrowsAsync<SparkException>(() => ReadAsync(session.Sql("SELECT 1").ToBatchesAsync(Cancel)));
        Assert.Equal("INVALID_HANDLE.OPERATION_NOT_FOUND", failure.ErrorClass);
    }

    [Fact]
    public async Task A_cancelled_token_interrupts_the_operation_at_the_server()
    {
        await using var session = await _server.ConnectAsync();
        _server.Stream = (_, cancel) => FakeStreams.OfEndless([FakeStreams.Batch("a", 1)], cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Guid id = Guid.NewGuid();
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in session.Sql("SELECT 1").ToBatchesAsync(new() { OperationId = id, Tags = ["node"] }, stop.Token)) await stop.CancelAsync();
        });
        Assert.Equal(id.ToString(), Assert.Single(_server.Requests.OfType<InterruptRequest>()).OperationId);
        Assert.Equal(["node"], _server.Requests.OfType<ExecutePlanRequest>().Single().Tags);
    }

    [Fact]
    public async Task Who_leaves_the_loop_early_leaves_nothing_running()
    {
        await using var session = await _server.ConnectAsync();
        _server.Stream = (_, cancel) => FakeStreams.OfEndless([FakeStreams.Batch("a", 1)], cancel);
        await foreach (var _ in session.Sql("SELECT 1").ToBatchesAsync(Cancel)) break;
        Assert.Equal(InterruptRequest.Types.InterruptType.OperationId, Assert.Single(_server.Requests.OfType<InterruptRequest>()).InterruptType);
        Assert.NotNull(Assert.Single(_server.Requests.OfType<ReleaseExecuteRequest>()).ReleaseAll);
    }

    [Fact]
    public async Task A_token_that_was_cancelled_before_sends_nothing()
    {
        await using var session = await _server.ConnectAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.Sql("SELECT 1").CollectAsync(new CancellationToken(canceled: true)));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Progress_is_told()
    {
        await using var session = await _server.ConnectAsync();
        ExecutePlanResponse progress = new() { ResponseId = "p", ExecutionProgress = new() { NumInflightTasks = 2 } };
        progress.ExecutionProgress.Stages.Add(new ExecutePlanResponse.Types.ExecutionProgress.Types.StageInfo { StageId = 3, NumTasks = 4, NumCompletedTasks = 1, InputBytesRead = 5 });
        _server.Stream = (_, _) => FakeStreams.Of([progress, FakeStreams.Batch("a", 1), FakeStreams.Complete("b")]);
        ProgressNotes<ExecutionProgress> notes = new();
        Assert.Equal([1], await ReadAsync(session.RunSqlAsync("SELECT 1", new() { Progress = notes }, Cancel)));
        var told = Assert.Single(notes.All);
        Assert.Equal((2L, new StageProgress(3, 4, 1, 5, false)), (told.InflightTasks, told.Stages.Single()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    public async Task Tags_that_Spark_cannot_tell_apart_are_refused(string tag)
    {
        await using var session = await _server.ConnectAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(session.RunSqlAsync("SELECT 1", new() { Tags = [tag] }, Cancel)));
        await Assert.ThrowsAsync<ArgumentException>(() => session.InterruptTagAsync(tag, Cancel));
    }

    private static async Task<List<long>> ReadAsync(IAsyncEnumerable<RecordBatch> batches)
    {
        List<long> values = [];
        await foreach (var batch in batches) values.AddRange(((Int64Array)batch.Column(0)).Values);
        return values;
    }
}
