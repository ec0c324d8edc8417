using RaySharp.Spark.Tests.Server;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A Spark that drops sessions which it has not heard of for some seconds, although their operations run.</summary>
[Collection(nameof(ExecutorSpark))]     // a program has one cluster at a time
public sealed class SessionTimeoutTests
{
    private static readonly Dictionary<string, string> _forgetful = new()
    {
        ["spark.connect.session.manager.defaultSessionTimeout"] = "30s",
        ["spark.connect.session.manager.maintenanceInterval"] = "1s",
        ["spark.connect.progress.reportInterval"] = "200ms",
    };

    private static readonly SparkClusterOptions _one = new() { CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_outlives_the_time_after_which_other_sessions_are_dropped()
    {
        await using var server = await SparkServer.StartAsync(_forgetful, master: "local[3]");
        string address = $"sc://localhost:{server.Port}";
        await using (var cluster = await RayOnSpark.SetupAsync(address, _one, Cancel))
        {
            var session = cluster.Session;
            using Gate gate = new();
            var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
            var visitor = await gate.NextAsync("the task runs");
            await using var silent = await SparkSession.ConnectAsync(address, new() { KeepAliveInterval = Timeout.InfiniteTimeSpan }, Cancel);
            await LongOperations.AllowCancelAsync(silent);
            var (running, started) = LongOperations.Begin(silent, new(), Cancel);
            await started.Within("its operation runs");
            await Assert.ThrowsAnyAsync<SparkException>(() => running.Within("it is dropped"));
            await Assert.ThrowsAsync<SparkSessionLostException>(() => silent.GetSettingAsync("spark.sql.session.timeZone", Cancel));
            visitor.LetGo();
            await task.Within("the task's end: it was never begun again");
            Assert.Same(session, cluster.Session);
        }
        await HostedNodes.GoneAsync(HostedNodes.Of(server.Folder));
    }

    [Fact]
    public async Task When_the_session_of_the_programs_own_is_dropped_what_waits_fails_with_the_reason()
    {
        await using var server = await SparkServer.StartAsync(_forgetful, master: "local[3]");
        await using var session = await SparkSession.ConnectAsync($"sc://localhost:{server.Port}", new() { KeepAliveInterval = Timeout.InfiniteTimeSpan }, Cancel);
        await using (var cluster = await RayOnSpark.SetupAsync(session, _one, Cancel))
        {
            using Gate gate = new();
            var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
            var failed = await Assert.ThrowsAsync<TaskUnschedulableException>(() => task.Within("the task fails"));
            Assert.StartsWith($"'SparkJobs.At' cannot run: the cluster's worker nodes are gone, and no others will come. The Spark session {session.SessionId} is lost: ", failed.Message);
            Assert.Equal(failed.Message, (await Assert.ThrowsAsync<TaskUnschedulableException>(() => SparkJobs.Remote.On(cluster).Twice(7).Within("a later one"))).Message.Replace("Twice", "At", StringComparison.Ordinal));
        }
        await HostedNodes.GoneAsync(HostedNodes.Of(server.Folder));
    }
}
