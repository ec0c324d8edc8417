using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class ConnectTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "wants a token, and none was given")]
    [InlineData("/;token=wrong-one", "refused the token")]
    public async Task Without_the_right_token_the_message_says_so(string parameters, string words)
    {
        string address = await spark.AddressAsync();
        var failure = await Assert.ThrowsAsync<SparkAuthenticationException>(() => SparkSession.ConnectAsync(address + parameters, cancel: Cancel));
        Assert.Contains(words, failure.Message);
        Assert.DoesNotContain("wrong-one", failure.ToString());
    }

    [Fact]
    public async Task TLS_to_a_server_without_it_is_told()
    {
        string address = await spark.AddressAsync();
        var failure = await Assert.ThrowsAsync<SparkConnectionException>(() => SparkSession.ConnectAsync($"{address}/;use_ssl=true", cancel: Cancel));
        Assert.Contains("use_ssl=false", failure.Message);
    }

    [Fact]
    public async Task Over_TLS_everything_is_the_same()
    {
        await using TlsFront front = new(new Uri((await spark.AddressAsync()).Replace("sc://", "http://")).Port);
        SparkSessionOptions trusting = new() { ConfigureHttp = handler => handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true };
        await using var session = await SparkSession.ConnectAsync($"sc://localhost:{front.Port}/;use_ssl=true;token={SharedSpark.Token}", trusting, Cancel);
        Assert.Equal(3, await session.Sql("SELECT * FROM range(3)").CountAsync(Cancel));
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_is_lost()
    {
        string connection = $"{await spark.AddressAsync()}/;token={SharedSpark.Token};user_id=twice;session_id={Guid.NewGuid()}";
        await using var one = await SparkSession.ConnectAsync(connection, cancel: Cancel);
        await using (var same = await SparkSession.ConnectAsync(connection, cancel: Cancel)) Assert.Equal(one.ServerSideSessionId, same.ServerSideSessionId);
        await Assert.ThrowsAsync<SparkSessionLostException>(() => one.GetSettingAsync("spark.sql.session.timeZone", Cancel));
        await Assert.ThrowsAsync<SparkSessionLostException>(() => one.Sql("SELECT 1").CollectAsync(Cancel));
    }

    [Fact]
    public async Task A_session_that_was_disposed_says_so_and_what_to_do()
    {
        var session = await spark.ConnectAsync();
        await session.DisposeAsync();
        var refused = await Assert.ThrowsAsync<ObjectDisposedException>(() => session.Sql("SELECT 1").CollectAsync(Cancel));
        Assert.Equal(nameof(SparkSession), refused.ObjectName);
        Assert.Contains("Make another: SparkSession.ConnectAsync.", refused.Message);
    }
}
