using System.Reflection;
using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Rpc;

/// <summary>Whatever is asked of a session that was disposed is refused in the session's name, with what to do.</summary>
public sealed class DisposedSessionTests
{
    private readonly FakeSpark _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>All members that ask the server something, by themselves or by what they return.</summary>
    private static readonly Dictionary<string, Func<SparkSession, Task>> _calls = new()
    {
        [nameof(SparkSession.Read)] = static session => session.Read.Format("parquet").Load("/data").CollectAsync(Cancel),
        [nameof(SparkSession.Sql)] = static session => session.Sql("SELECT 1").CountAsync(Cancel),
        [nameof(SparkSession.ExecuteAsync)] = static session => session.ExecuteAsync("SELECT 1", cancel: Cancel),
        [nameof(SparkSession.RunSqlAsync)] = static async session =>
        {
            await foreach (var _ in session.RunSqlAsync("SELECT 1", cancel: Cancel)) { }
        },
        [nameof(SparkSession.ExplainSqlAsync)] = static session => session.ExplainSqlAsync("SELECT 1", Cancel),
        [nameof(SparkSession.Table)] = static session => session.Table("a").SchemaTextAsync(Cancel),
        [nameof(SparkSession.CreateDataFrame)] = static session => session.CreateDataFrame(FakeStreams.Longs(1)).Write.SaveAsync("/data", Cancel),
        [nameof(SparkSession.CreateTempViewAsync)] = static session => session.CreateTempViewAsync("a", [FakeStreams.Longs(1)], Cancel),
        [nameof(SparkSession.AddArtifactAsync)] = static session => session.AddArtifactAsync(SparkArtifact.Content(new byte[1], "a"), cancel: Cancel),
        [nameof(SparkSession.AddArtifactsAsync)] = static session => session.AddArtifactsAsync([SparkArtifact.Content(new byte[1], "a")], cancel: Cancel),
        [nameof(SparkSession.GetSettingAsync)] = static session => session.GetSettingAsync("a", Cancel),
        [nameof(SparkSession.GetSettingsAsync)] = static session => session.GetSettingsAsync(cancel: Cancel),
        [nameof(SparkSession.SetSettingAsync)] = static session => session.SetSettingAsync("a", "b", Cancel),
        [nameof(SparkSession.UnsetSettingAsync)] = static session => session.UnsetSettingAsync("a", Cancel),
        [nameof(SparkSession.InterruptTagAsync)] = static session => session.InterruptTagAsync("a", Cancel),
        [nameof(SparkSession.InterruptAsync)] = static session => session.InterruptAsync(Guid.NewGuid(), Cancel),
        [nameof(SparkSession.InterruptAllAsync)] = static session => session.InterruptAllAsync(Cancel),
    };

    private static readonly string[] _askNothing =
        [nameof(SparkSession.SparkVersion), nameof(SparkSession.SessionId), nameof(SparkSession.ServerSideSessionId), nameof(SparkSession.UserId), nameof(SparkSession.DisposeAsync), nameof(SparkSession.ToString)];

    [Fact]
    public async Task Every_member_that_asks_something_says_that_the_session_was_disposed()
    {
        var members = typeof(SparkSession).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static member => member is PropertyInfo or MethodInfo { IsSpecialName: false });
        Assert.Equal(_calls.Keys.Concat(_askNothing).Order(), members.Select(static member => member.Name).Distinct().Order());
        var session = await _server.ConnectAsync();
        await session.DisposeAsync();
        int asked = _server.Requests.Count;
        foreach (var call in _calls.Values) Says(await Assert.ThrowsAsync<ObjectDisposedException>(() => call(session)));
        Assert.Equal(asked, _server.Requests.Count);
        Assert.Contains(session.SessionId, session.ToString());
    }

    [Fact]
    public async Task A_frame_of_before_says_so_too()
    {
        var session = await _server.ConnectAsync();
        var frame = session.Sql("SELECT 1");
        await session.DisposeAsync();
        Says(await Assert.ThrowsAsync<ObjectDisposedException>(() => frame.CollectAsync(Cancel)));
    }

    [Fact]
    public async Task A_call_that_finds_the_channel_disposed_meanwhile_says_so_too()
    {
        var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => throw Disposing(session, new ObjectDisposedException("GrpcChannel")));
        Says(await Assert.ThrowsAsync<ObjectDisposedException>(() => session.GetSettingAsync("a", Cancel)));
    }

    [Fact]
    public async Task A_call_that_waits_for_its_next_try_hears_of_it()
    {
        ManualTime time = new();
        _server.Answer<ConfigRequest>(_ => throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "busy")));
        var session = await _server.ConnectAsync(new() { TimeProvider = time });
        var asking = session.GetSettingAsync("a", Cancel);
        await session.DisposeAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        Says(await Assert.ThrowsAsync<ObjectDisposedException>(() => asking.Within("the next try")));
    }

    [Fact]
    public async Task What_ran_when_the_session_was_disposed_ends_with_the_servers_own_words()
    {
        var session = await _server.ConnectAsync();
        _server.Answer<ConfigRequest>(_ => throw Disposing(session, FakeSpark.Failure(StatusCode.Internal, "It was cancelled.", "OPERATION_CANCELED", errorId: "e-1")));
        Assert.Equal("It was cancelled.", (await Assert.ThrowsAsync<SparkInterruptedException>(() => session.GetSettingAsync("a", Cancel))).Message);
    }

    private static Exception Disposing(SparkSession session, Exception failure)
    {
        Assert.True(session.DisposeAsync().IsCompletedSuccessfully);
        return failure;
    }

    private static void Says(ObjectDisposedException refused)
    {
        Assert.Equal(nameof(SparkSession), refused.ObjectName);
        Assert.StartsWith("This session with Spark was disposed, and has ended. Make another: SparkSession.ConnectAsync.", refused.Message);
    }
}
