using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A server with one executor of one core, which may say that it is another machine than it is. What fails there is not tried again.</summary>
public sealed class LackingSpark : IAsyncDisposable
{
    private readonly string _commands = Directory.CreateTempSubdirectory("raysharp-commands-").FullName;
    private readonly Lazy<Task<SparkServer>> _server;

    public LackingSpark() => _server = new(StartAsync);

    private string Marker => Path.Combine(_commands, "is-another");

    /// <summary>What <c>uname -m</c> says there; null: the truth.</summary>
    internal string? Machine
    {
        set
        {
            if (value is null) File.Delete(Marker);
            else File.WriteAllText(Marker, value + "\n");
        }
    }

    internal async Task<string> AddressAsync()
    {
        SparkInstallation.FindOrSkip();
        return $"sc://localhost:{(await _server.Value).Port}";
    }

    internal async Task<int[]> NodesAsync() => HostedNodes.Of((await _server.Value).Folder);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
        Directory.Delete(_commands, recursive: true);
    }

    private async Task<SparkServer> StartAsync()
    {
        string path = Environment.GetEnvironmentVariable("PATH")!, uname = path.Split(':').Select(static folder => Path.Combine(folder, "uname")).First(File.Exists), own = Path.Combine(_commands, "uname");
        await File.WriteAllTextAsync(own, $"#!/bin/bash\n[ -e {Marker} ] && exec cat {Marker}\nexec {uname} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return await SparkServer.StartAsync(new Dictionary<string, string>
        {
            ["spark.connect.progress.reportInterval"] = "200ms",
            ["spark.executor.memory"] = "512m",
            ["spark.executorEnv.PATH"] = $"{_commands}:{path}",
            ["spark.task.maxFailures"] = "1",
        }, master: "local-cluster[1,1,1024]");
    }
}
