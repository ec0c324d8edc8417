using System.Text.Json;
using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A server that writes down what happens, and shows it on its web pages; two executors of two cores.</summary>
public sealed class TellingSpark : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-telling-").FullName;
    private readonly Lazy<Task<SparkServer>> _server;
    private readonly int _pages = SparkServer.FreePort();

    public TellingSpark() => _server = new(StartAsync);

    /// <summary>The folder of its event log.</summary>
    internal string Events => Directory.CreateDirectory(Path.Combine(_folder, "events")).FullName;

    internal Task<SparkServer> ServerAsync()
    {
        SparkInstallation.FindOrSkip();
        return _server.Value;
    }

    internal async Task<string> AddressAsync() => $"sc://localhost:{(await ServerAsync()).Port}";

    /// <summary>Its pages, and its answers to programs that ask for the same.</summary>
    internal async Task<IReadOnlyList<(string Path, string Text)>> PagesAsync()
    {
        const string api = "/api/v1/applications";
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_pages}") };
        using var applications = JsonDocument.Parse(await client.GetStringAsync(api));
        string application = $"{api}/{applications.RootElement[0].GetProperty("id").GetString()}";
        string[] paths =
        [
            .. new[] { "sql?details=true&planDescription=true&length=1000", "environment", "executors", "allexecutors", "jobs", "stages" }.Select(part => $"{application}/{part}"),
            "/SQL/", "/environment/", "/executors/", "/jobs/", "/stages/", "/connect/",
        ];
        List<(string, string)> pages = [];
        foreach (string path in paths) pages.Add((path, await client.GetStringAsync(path)));
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<SparkServer> StartAsync() => SparkServer.StartAsync(new Dictionary<string, string>
    {
        ["spark.executor.memory"] = "512m",
        ["spark.task.maxFailures"] = "100",
        ["spark.eventLog.enabled"] = "true",
        ["spark.eventLog.compress"] = "false",
        ["spark.eventLog.dir"] = "file://" + Events,
        ["spark.ui.enabled"] = "true",
        ["spark.ui.port"] = $"{_pages}",
    }, master: "local-cluster[2,2,1024]");
}
