using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Clusters that no session can be had for: the error is the session's, and nothing is there.</summary>
[Collection(nameof(ExecutorSpark))]     // a program has one cluster at a time
public sealed class NoSessionTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_token_is_told_as_such()
    {
        var refused = await Assert.ThrowsAsync<SparkAuthenticationException>(async () => await RayOnSpark.SetupAsync($"{await spark.AddressAsync()}/;token=wrong", cancel: Cancel));
        Assert.Contains("refused the token", refused.Message);
        Assert.Throws<RuntimeNotFoundException>(static () => RayOnSpark.Current);
    }

    [Fact]
    public async Task TLS_against_a_server_without_it_is_told_as_such()
    {
        var refused = await Assert.ThrowsAsync<SparkConnectionException>(async () => await RayOnSpark.SetupAsync($"{await spark.AddressAsync()}/;use_ssl=true", cancel: Cancel));
        Assert.Contains("use_ssl=false", refused.Message);
        Assert.Throws<RuntimeNotFoundException>(static () => RayOnSpark.Current);
    }

    [Fact]
    public async Task Where_nothing_listens_that_is_told()
    {
        var refused = await Assert.ThrowsAsync<SparkConnectionException>(() => RayOnSpark.SetupAsync($"sc://localhost:{SparkServer.FreePort()}", cancel: Cancel));
        Assert.Contains("nothing listens there", refused.Message);
        Assert.Throws<RuntimeNotFoundException>(static () => RayOnSpark.Current);
    }
}
