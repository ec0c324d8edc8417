using RaySharp.Spark.Hosting;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A session that was made for a cluster ends with it, wherever its set-up fails; one that was given never does.</summary>
public sealed class ClusterSessionTests
{
    private static readonly SparkClusterOptions _options = new() { HeadAddress = "127.0.0.1", CpusPerWorkerNode = 1, Ray = new() { ObjectStoreMemory = 64 << 20 } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Where a set-up fails, step by step.</summary>
    public static TheoryData<string> Steps => ["no address", "a bad address", "a setting", "an artifact", "the farewell"];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task One_that_was_made_ends_where_the_set_up_fails(string step)
    {
        QuietSession session = new();
        await FailAsync(step, session, _ => throw new InvalidOperationException("no other is made"));
        Assert.True(session.IsDisposed);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task One_that_was_given_is_left_where_the_set_up_fails(string step)
    {
        QuietSession session = new();
        await FailAsync(step, session, again: null);
        Assert.False(session.IsDisposed);
    }

    [Fact]
    public async Task Where_no_way_to_Spark_is_known_the_option_is_named_and_the_session_released()
    {
        FakeSpark server = new();
        ClusterSession session = new(await server.ConnectAsync(connection: "sc://nowhere.invalid/;user_id=me"), _ => throw new InvalidOperationException("no other is made"));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => SparkHost.StartAsync(session, _options with { HeadAddress = null }, Cancel));
        Assert.StartsWith("This machine's address on the way to Spark (nowhere.invalid) cannot be found: ", refused.Message);
        Assert.Contains("SparkClusterOptions.HeadAddress", refused.Message);
        Assert.Single(server.Requests.OfType<ReleaseSessionRequest>());
    }

    [Fact]
    public async Task Another_takes_the_place_of_a_lost_one_which_ends()
    {
        QuietSession lost = new(), another = new();
        await using ClusterSession session = new(lost, _ => Task.FromResult<ISparkSession>(another));
        Assert.Equal("prepared", await session.RenewAsync(static _ => Task.FromResult("prepared"), Cancel));
        Assert.Same(another, session.Current);
        Assert.Equal((true, false), (lost.IsDisposed, another.IsDisposed));
    }

    [Fact]
    public async Task Another_that_could_not_be_prepared_ends_and_the_lost_one_stays_in_its_place()
    {
        QuietSession lost = new(), another = new();
        await using ClusterSession session = new(lost, _ => Task.FromResult<ISparkSession>(another));
        await Assert.ThrowsAsync<IOException>(() => session.RenewAsync<int>(static _ => throw new IOException("the disk is full"), Cancel));
        Assert.Same(lost, session.Current);
        Assert.Equal((false, true), (lost.IsDisposed, another.IsDisposed));
    }

    [Fact]
    public async Task Another_that_comes_when_the_cluster_has_ended_ends_too()
    {
        QuietSession lost = new(), another = new();
        ClusterSession session = new(lost, _ => Task.FromResult<ISparkSession>(another));
        await session.RenewAsync(async _ =>
        {
            await session.DisposeAsync();
            return 0;
        }, Cancel);
        Assert.Equal((true, true), (lost.IsDisposed, another.IsDisposed));
    }

    private static async Task FailAsync(string step, QuietSession session, Func<CancellationToken, Task<ISparkSession>>? again)
    {
        IOException broken = new("it breaks here");
        session.Fails = asked => asked == step ? broken : null;
        var (options, expected) = step switch
        {
            "no address" => (_options with { HeadAddress = null }, typeof(ArgumentException)),
            "a bad address" => (_options with { HeadAddress = "192.0.2.1" }, typeof(ClusterConnectionException)),      // of no machine
            "the farewell" => (_options with { StartTimeout = TimeSpan.FromMilliseconds(1) }, typeof(TimeoutException)),
            _ => (_options, typeof(IOException)),
        };
        var failure = await Assert.ThrowsAsync(expected, () => SparkHost.StartAsync(new ClusterSession(session, again), options, Cancel));
        if (expected == typeof(IOException)) Assert.Same(broken, failure);
    }
}
