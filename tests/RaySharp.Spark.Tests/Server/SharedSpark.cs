[assembly: AssemblyFixture(typeof(RaySharp.Spark.Tests.Server.SharedSpark))]

namespace RaySharp.Spark.Tests.Server;

/// <summary>One server for all tests that need one; started when the first asks for it.</summary>
public sealed class SharedSpark : IAsyncDisposable
{
    public const string Token = "correct-horse-battery";

    private readonly Lazy<Task<SparkServer>> _server = new(() => SparkServer.StartAsync(new Dictionary<string, string>
    {
        ["spark.connect.authenticate.token"] = Token,
        // Streams end every few seconds: queries that take longer live through it.
        ["spark.connect.execute.reattachable.senderMaxStreamDuration"] = "2s",
        ["spark.connect.progress.reportInterval"] = "200ms",
    }));

    public async Task<string> AddressAsync()
    {
        SparkInstallation.FindOrSkip();
        return $"sc://localhost:{(await _server.Value).Port}";
    }

    public async Task<SparkSession> ConnectAsync(SparkSessionOptions? options = null) =>
        await SparkSession.ConnectAsync($"{await AddressAsync()}/;token={Token};user_id=tests", options, TestContext.Current.CancellationToken);

    /// <summary>A folder that server and tests see.</summary>
    public async Task<string> FolderAsync() => Directory.CreateDirectory(Path.Combine((await _server.Value).Folder, Guid.NewGuid().ToString())).FullName;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
    }
}
