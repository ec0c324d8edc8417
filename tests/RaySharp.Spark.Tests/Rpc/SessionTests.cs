using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Rpc;

public sealed class SessionTests
{
    private readonly FakeSpark _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_signed_and_carry_token_and_headers()
    {
        await using var session = await _server.ConnectAsync(connection: "sc://localhost/;user_id=me;token=hush;x-cluster=7");
        Assert.Equal(["Bearer hush", "7"], _server.LastHeaders.Select(header => header.Value));
        Assert.Equal(FakeSpark.ServerSideSession, session.ServerSideSessionId);
        _server.Answer<ConfigRequest>(_ => new ConfigResponse { ServerSideSessionId = FakeSpark.ServerSideSession });
        await session.SetSettingAsync("a", "b", Cancel);
        var hello = _server.Requests.OfType<AnalyzePlanRequest>().Single();
        var request = _server.Requests.OfType<ConfigRequest>().Single();
        Assert.Equal(("", FakeSpark.ServerSideSession), (hello.ClientObservedServerSideSessionId, request.ClientObservedServerSideSessionId));
        Assert.Equal((session.SessionId, "me"), (request.SessionId, request.UserContext.UserId));
        Assert.StartsWith("raysharp/", request.ClientType);
        Assert.DoesNotContain("hush", session.ToString());
        Assert.True(Guid.TryParse(session.SessionId, out var id) && id.Version == 4);
    }

    [Fact]
    public async Task An_old_Spark_is_refused_and_its_session_released()
    {
        _server.Version = "3.5.4";
        Assert.Contains("runs Spark 3.5.4; this client needs Spark 4", (await Assert.ThrowsAsync<SparkVersionException>(() => _server.ConnectAsync())).Message);
        Assert.Single(_server.Requests.OfType<ReleaseSessionRequest>());
    }

    [Fact]
    public async Task Disposing_releases_the_session_once()
    {
        var session = await _server.ConnectAsync();
        await session.DisposeAsync();
        await session.DisposeAsync();
        Assert.Equal(session.SessionId, Assert.Single(_server.Requests.OfType<ReleaseSessionRequest>()).SessionId);
    }

    [Fact]
    public async Task A_server_that_calls_the_session_by_another_name_has_lost_it()
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => new ConfigResponse { ServerSideSessionId = "server-2" });
        var failure = await Assert.ThrowsAsync<SparkSessionLostException>(() => session.GetSettingAsync("a", Cancel));
        Assert.Contains("connect again", failure.Message);
    }

    [Theory]
    [InlineData("INVALID_HANDLE.SESSION_NOT_FOUND", typeof(SparkSessionLostException))]
    [InlineData("INVALID_HANDLE.SESSION_CLOSED", typeof(SparkSessionLostException))]
    [InlineData("INVALID_HANDLE.SESSION_CHANGED", typeof(SparkSessionLostException))]
    [InlineData("OPERATION_CANCELED", typeof(SparkInterruptedException))]
    [InlineData("ARTIFACT_ALREADY_EXISTS", typeof(SparkArtifactException))]
    [InlineData("TABLE_OR_VIEW_NOT_FOUND", typeof(SparkException))]
    public async Task Errors_are_typed_by_their_class(string errorClass, Type type)
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => throw FakeSpark.Failure(StatusCode.Internal, "It failed.", errorClass));
        var failure = (SparkException)await Assert.ThrowsAsync(type, () => session.GetSettingAsync("a", Cancel));
        Assert.Equal((errorClass, "`a`"), (failure.ErrorClass, failure.MessageParameters["name"]));
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, typeof(SparkAuthenticationException), "and none was given")]
    [InlineData(StatusCode.PermissionDenied, typeof(SparkAuthenticationException), "does not allow user 'me'")]
    [InlineData(StatusCode.Unimplemented, typeof(SparkConnectionException), "no Spark Connect server")]
    [InlineData(StatusCode.ResourceExhausted, typeof(SparkException), "maxRecordsPerBatch")]
    [InlineData(StatusCode.Internal, typeof(SparkException), "gRPC status Internal")]
    public async Task Errors_without_a_class_are_typed_by_their_status(StatusCode status, Type type, string words)
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => throw new RpcException(new Grpc.Core.Status(status, "It failed.")));
        var failure = (SparkException)await Assert.ThrowsAsync(type, () => session.GetSettingAsync("a", Cancel));
        Assert.Contains(words, failure.Message);
        Assert.Contains("It failed.", failure.Message);
    }

    [Fact]
    public async Task The_full_account_of_an_error_is_asked_for()
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => throw FakeSpark.Failure(StatusCode.Internal, "short", "A_CLASS", errorId: "e-1"));
        FetchErrorDetailsResponse details = new() { RootErrorIdx = 0, ServerSideSessionId = FakeSpark.ServerSideSession };
        details.Errors.Add(new FetchErrorDetailsResponse.Types.Error
        {
            Message = "long",
            CauseIdx = 1,
            StackTrace = { new FetchErrorDetailsResponse.Types.StackTraceElement { DeclaringClass = "C", MethodName = "m", FileName = "C.scala", LineNumber = 7 } },
            SparkThrowable = new() { ErrorClass = "A_CLASS", SqlState = "42000", MessageParameters = { ["x"] = "y" } },
        });
        // A cause that is its own cause, as no honest server sends it, ends somewhere.
        details.Errors.Add(new FetchErrorDetailsResponse.Types.Error { Message = "why", CauseIdx = 1, ErrorTypeHierarchy = { "java.io.IOException" } });
        _server.Answer<FetchErrorDetailsRequest>(request => request.ErrorId == "e-1" ? details : throw new InvalidOperationException());
        var failure = await Assert.ThrowsAsync<SparkException>(() => session.GetSettingAsync("a", Cancel));
        Assert.Equal(("long", "A_CLASS", "42000", "y", "at C.m(C.scala:7)"), (failure.Message, failure.ErrorClass, failure.SqlState, failure.MessageParameters["x"], failure.ServerStackTrace));
        Assert.Equal("java.io.IOException: why", Assert.IsType<SparkException>(failure.InnerException).Message);
    }

    [Fact]
    public async Task What_a_busy_server_refuses_is_asked_again_and_not_for_ever()
    {
        await using var session = await _server.ConnectAsync();
        int calls = 0;
        _server.Answer<ConfigRequest>(_ => ++calls < 3 ? throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "busy")) : new ConfigResponse());
        Assert.Null(await session.GetSettingAsync("a", Cancel));
        Assert.Equal(3, calls);
        _server.Answer<ConfigRequest>(_ => throw FakeSpark.Failure(StatusCode.Internal, "later", retry: TimeSpan.Zero));
        calls = _server.Requests.Count;
        await Assert.ThrowsAsync<SparkException>(() => session.GetSettingAsync("a", Cancel));
        Assert.Equal(4, _server.Requests.Count - calls);
    }

    [Fact]
    public async Task A_first_call_does_not_insist_but_comes_back_when_asked_to()
    {
        _server.Answer<AnalyzePlanRequest>(_ => throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "gone")));
        await Assert.ThrowsAsync<SparkConnectionException>(() => _server.ConnectAsync());
        Assert.Single(_server.Requests);
        int calls = 0;
        _server.Answer<AnalyzePlanRequest>(_ => ++calls < 3
            ? throw FakeSpark.Failure(StatusCode.Unavailable, "the cluster starts", retry: TimeSpan.Zero)
            : new AnalyzePlanResponse { SparkVersion = new() { Version = "4.1.4" } });
        await using var session = await _server.ConnectAsync();
        Assert.Equal("4.1.4", session.SparkVersion);
    }

    [Fact]
    public async Task The_server_hears_of_an_idle_session_now_and_then()
    {
        ManualTime time = new();
        var session = await _server.ConnectAsync(new() { TimeProvider = time, KeepAliveInterval = TimeSpan.FromMinutes(10) });
        for (int minute = 0; minute < 59; minute++) time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1 + 5, _server.Requests.OfType<AnalyzePlanRequest>().Count());
        _server.Answer<AnalyzePlanRequest>(_ => throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "no")));
        time.Advance(TimeSpan.FromMinutes(10));
        await session.DisposeAsync();
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1 + 6, _server.Requests.OfType<AnalyzePlanRequest>().Count());
    }

    [Fact]
    public async Task A_server_that_drops_sessions_sooner_hears_of_them_sooner()
    {
        ManualTime time = new();
        ConfigResponse answer = new() { ServerSideSessionId = FakeSpark.ServerSideSession };
        answer.Pairs.Add(new KeyValue { Key = "spark.connect.session.manager.defaultSessionTimeout", Value = "180000ms" });
        _server.Answer<ConfigRequest>(_ => answer);
        await using var session = await _server.ConnectAsync(new() { TimeProvider = time, KeepAliveInterval = TimeSpan.FromMinutes(10) });
        for (int second = 0; second < 190; second++) time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1 + 3, _server.Requests.OfType<AnalyzePlanRequest>().Count());
        Assert.Single(_server.Requests.OfType<ConfigRequest>());
    }

    [Theory]
    [InlineData("180000ms", 60)]
    [InlineData("3600000ms", 600)]
    [InlineData("1h", 600)]
    [InlineData("12s", 4)]
    [InlineData("3m", 60)]
    [InlineData("3min", 60)]
    [InlineData("90000", 30)]
    [InlineData("-1ms", 600)]
    [InlineData("1ms", 600)]
    [InlineData("soon", 600)]
    [InlineData("", 600)]
    [InlineData(null, 600)]
    public void A_session_is_kept_by_three_calls_in_the_time_after_which_it_would_be_dropped(string? timeout, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RaySharp.Spark.Session.KeepAlive.IntervalFor(TimeSpan.FromMinutes(10), timeout));

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        ManualTime time = new();
        SilentSpark silent = new();
        var connecting = RaySharp.Spark.Session.SessionStart.OpenAsync(silent, RaySharp.Spark.Connection.SparkConnectionStringParser.Parse("sc://localhost:7"),
            new() { TimeProvider = time, ConnectTimeout = TimeSpan.FromSeconds(30) }, null, Cancel);
        await silent.Asked.Task.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(31));
        var failure = await Assert.ThrowsAsync<SparkConnectionException>(() => connecting);
        Assert.Contains("localhost:7 did not answer within 30 s", failure.Message);
    }
}
