using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RaySharp.Spark.Tests.Hosting;

namespace RaySharp.Spark.Tests.Server;

/// <summary>A Spark Connect server of the tests' own. It ends when its standard input is closed: also when the tests crash.</summary>
internal sealed class SparkServer : IAsyncDisposable
{
    private const string Ready = "Spark Connect server started at";
    /// <summary>A shell that kills what it started when its input is closed.</summary>
    public const string EndWithInput = "\"$@\" & server=$!; read -r _; kill -KILL $server";
    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(3);

    private static readonly string[] _openPackages =
    [
        "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util", "java.util.concurrent",
        "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs", "sun.security.action", "sun.util.calendar",
    ];

    private readonly Process _process;

    private SparkServer(Process process, string folder, int port) => (_process, Folder, Port) = (process, folder, port);

    public string Folder { get; }

    public int Port { get; }

    /// <param name="settings">Its own, beside those of all.</param>
    /// <param name="port">Where it listens; null: anywhere.</param>
    /// <param name="master">Where it runs its tasks.</param>
    /// <param name="hides">A program that is none for it and its executors; see <see cref="OwnMounts"/>.</param>
    public static async Task<SparkServer> StartAsync(IReadOnlyDictionary<string, string> settings, int? port = null, string master = "local[2]", string? hides = null)
    {
        var spark = SparkInstallation.FindOrSkip();
        string folder = Directory.CreateTempSubdirectory("raysharp-spark-").FullName;
        int chosen = port ?? FreePort();
        string[] run = ["/bin/bash", "-c", hides is null ? EndWithInput : $"mount --bind /dev/null {hides}; {EndWithInput}", "bash", spark.Java, .. Arguments(spark.Home, folder, chosen, settings, master)];
        if (hides is not null) run = [OwnMounts.Command, OwnMounts.Arguments, .. run];
        ProcessStartInfo start = new(run[0], run[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SPARK_HOME"] = spark.Home;
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        start.Environment["SPARK_SCALA_VERSION"] = "2.13";
        SparkServer server = new(Process.Start(start)!, folder, chosen);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var executors = Executors();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await ExecutorsEndedAsync(executors);
        await RemoveAsync(Folder);
    }

    /// <summary>Once what nodes had there is gone: their guards remove it, and may be about to.</summary>
    private static async Task RemoveAsync(string folder)
    {
        await HostedNodes.NoFoldersAsync(folder);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Executors end by themselves when they miss the server. Their folders are below Spark's own.</summary>
    private async Task ExecutorsEndedAsync(IReadOnlyList<(int Pid, string Folder)> executors)
    {
        foreach (var (pid, folder) in executors)
        {
            try
            {
                using var executor = Process.GetProcessById(pid);
                await executor.WaitForExitAsync().WaitAsync(_startLimit);
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
            if (Path.GetFileName(folder).StartsWith("app-", StringComparison.Ordinal) && Directory.Exists(folder)) await RemoveAsync(folder);
        }
    }

    /// <summary>Processes that keep their data in this server's folder, with the folder of their application.</summary>
    public IReadOnlyList<(int Pid, string Folder)> Executors()
    {
        List<(int, string)> executors = [];
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(process), out int pid) && File.ReadAllText(Path.Combine(process, "cmdline")).Contains("CoarseGrainedExecutorBackend", StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(process, "environ")).Contains(Folder, StringComparison.Ordinal))
                    executors.Add((pid, Path.GetDirectoryName(Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)!.FullName)!));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }
        return executors;
    }

    private static IEnumerable<string> Arguments(string home, string folder, int port, IReadOnlyDictionary<string, string> settings, string master)
    {
        Dictionary<string, string> conf = new()
        {
            ["spark.ui.enabled"] = "false",
            ["spark.driver.host"] = "127.0.0.1",
            ["spark.driver.bindAddress"] = "127.0.0.1",
            ["spark.sql.shuffle.partitions"] = "2",
            ["spark.sql.warehouse.dir"] = Path.Combine(folder, "warehouse"),
            ["spark.local.dir"] = Path.Combine(folder, "local"),
            ["spark.connect.grpc.binding.address"] = "127.0.0.1",
            ["spark.connect.grpc.binding.port"] = $"{port}",
        };
        if (Directory.EnumerateFiles(Path.Combine(home, "jars"), "delta-spark_*.jar").Any())
        {
            // Not spark.sql.extensions: the SQL parser that Delta Lake 4.1.0 puts before Spark 4.1's loses the parameters of queries.
            conf["spark.sql.catalog.spark_catalog"] = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
            conf["spark.databricks.delta.snapshotPartitions"] = "2";
        }
        foreach (var (name, value) in settings) conf[name] = value;
        return
        [
            .. JavaArguments(home, "1g"),
            "org.apache.spark.deploy.SparkSubmit", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", master,
            .. conf.SelectMany(setting => new[] { "--conf", $"{setting.Key}={setting.Value}" }), "spark-internal",
        ];
    }

    /// <summary>What Java is told for any part of Spark.</summary>
    public static IEnumerable<string> JavaArguments(string home, string heap) =>
    [
        "-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "--add-modules=jdk.incubator.vector",
        .. _openPackages.Select(package => $"--add-opens=java.base/{package}=ALL-UNNAMED"), "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
        "-Djdk.reflect.useDirectMethodHandle=false", "-Dio.netty.tryReflectionSetAccessible=true", $"-Xmx{heap}", "-cp", $"{home}/conf:{home}/jars/*",
    ];

    private async Task WaitUntilReadyAsync()
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> log = [];
        _ = WatchAsync(_process.StandardOutput);
        var errors = WatchAsync(_process.StandardError);
        Task first = Task.WhenAny(ready.Task, errors);
        await first.WaitAsync(_startLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ready.Task.IsCompleted) throw new InvalidOperationException($"The Spark Connect server {(first.IsCompleted ? "ended without becoming" : "did not become")} ready:\n{Text()}");

        async Task WatchAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (log)
                    if (log.Count < 500) log.Add(line);
                if (line.Contains(Ready)) ready.TrySetResult();
            }
        }

        string Text()
        {
            lock (log) return string.Join('\n', log);
        }
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
