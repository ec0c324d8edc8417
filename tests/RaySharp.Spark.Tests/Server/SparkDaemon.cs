using System.Diagnostics;

namespace RaySharp.Spark.Tests.Server;

/// <summary>A master or worker of a standalone Spark. It ends when its standard input is closed: also when the tests crash.</summary>
internal sealed class SparkDaemon : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private SparkDaemon(Process process) => _process = process;

    public static Task<SparkDaemon> MasterAsync(int port) =>
        StartAsync("I have been elected leader", [], "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", $"{port}", "--webui-port", "0");

    /// <param name="master">The master's port.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="cores">How many it has.</param>
    /// <param name="gpus">The addresses of GPUs that it pretends to have.</param>
    public static async Task<SparkDaemon> WorkerAsync(int master, string folder, int cores, params string[] gpus)
    {
        string script = Path.Combine(folder, "gpus");
        await File.WriteAllTextAsync(script, $$"""
            #!/bin/sh
            echo '{"name":"gpu","addresses":[{{string.Join(',', gpus.Select(static gpu => $"\"{gpu}\""))}}]}'
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await StartAsync("Successfully registered with master", [$"-Dspark.worker.resource.gpu.amount={gpus.Length}", $"-Dspark.worker.resource.gpu.discoveryScript={script}"],
            "org.apache.spark.deploy.worker.Worker", $"spark://127.0.0.1:{master}", "--host", "127.0.0.1", "--cores", $"{cores}", "--memory", "2g", "--work-dir", Path.Combine(folder, "work"), "--webui-port", "0");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<SparkDaemon> StartAsync(string readyWhen, string[] options, params string[] command)
    {
        var spark = SparkInstallation.FindOrSkip();
        ProcessStartInfo start = new("/bin/bash", ["-c", SparkServer.EndWithInput, "bash", spark.Java, .. SparkServer.JavaArguments(spark.Home, "256m"), .. options, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SPARK_HOME"] = spark.Home;
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        start.Environment["SPARK_SCALA_VERSION"] = "2.13";
        SparkDaemon daemon = new(Process.Start(start)!);
        try
        {
            await daemon.SaysAsync(readyWhen).WaitAsync(_startLimit);
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    private async Task SaysAsync(string words)
    {
        TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> lines = [];
        Task[] readers = [ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError)];
        await Task.WhenAny(said.Task, Task.WhenAll(readers));
        if (!said.Task.IsCompleted) throw new InvalidOperationException($"A part of Spark ended without being ready:\n{string.Join('\n', lines)}");

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (lines)
                    if (lines.Count < 500) lines.Add(line);
                if (line.Contains(words, StringComparison.Ordinal)) said.TrySetResult();
            }
        }
    }
}
