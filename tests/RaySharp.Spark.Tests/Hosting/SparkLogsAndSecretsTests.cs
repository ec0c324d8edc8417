using System.Globalization;
using System.Text;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>What is left of a cluster's life in files, logs, command lines and Spark's books: the logs that were asked for, and no secret.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class SparkLogsAndSecretsTests(TellingSpark spark) : IClassFixture<TellingSpark>, IDisposable
{
    private const string Variable = "RAYSHARP_TEST_SECRET", Value = "hush-7f3a9c-do-not-tell";
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-secrets-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Collected => Path.Combine(_folder, "collected");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Secrets_reach_the_workers_and_stand_nowhere_where_others_can_read_them()
    {
        Environment.SetEnvironmentVariable(Variable, Value);
        string[] secrets;
        var server = await spark.ServerAsync();
        await using (var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two with { SecretVariables = [Variable] }, Cancel))
        {
            foreach (var node in cluster.WorkerNodes) Assert.Equal(Value, await SparkJobs.Remote.On(cluster).With(On(node)).Variable(Variable));
            byte[] join = cluster.Host.Cluster.JoinSecret, own = cluster.Host.Cluster.Secret;
            secrets = [Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(Value)).TrimEnd('=')[..^1], Convert.ToHexString(join), Convert.ToBase64String(join), Convert.ToHexString(own), Convert.ToBase64String(own)];
            Assert.Empty(Holders(secrets, Processes().Select(static process => process + "/cmdline")));
            await SparkJobs.Remote.On(cluster).Say("a line for the logs");
            foreach (var (_, folder) in server.Executors()) CheckModes(folder, secrets);
            await CheckPagesAsync(secrets);
        }
        Assert.NotEmpty(Files(Collected));
        string[] logs = [.. Files(Collected), .. Files(spark.Events), .. server.Executors().SelectMany(static executor => Files(executor.Folder)).Where(static file => Path.GetFileName(file) is "stdout" or "stderr")];
        Assert.Contains(logs, static file => Path.GetFileName(file) == "stderr");
        Assert.Contains(Files(spark.Events), static file => File.ReadAllText(file).Contains("SELECT TRANSFORM(id) USING", StringComparison.Ordinal));
        Assert.Empty(Holders(secrets, logs));
    }

    [Fact]
    public async Task Logs_of_workers_are_read_and_collected_and_a_killed_nodes_stay()
    {
        await using (var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two, Cancel))
        {
            var nodes = cluster.WorkerNodes;
            foreach (var node in nodes) await SparkJobs.Remote.On(cluster).With(On(node)).Say($"hello from {node.Number}");
            foreach (var node in nodes)
                Assert.Contains(await LinesAsync(cluster, new() { Node = node }), line => line.TaskName == "SparkJobs.Say" && line.Text == $"hello from {node.Number}");
            Assert.Contains(await cluster.LogFilesAsync(nodes[0], Cancel), file => file.Worker is not null && file.Bytes > 0);
            int node0 = HostedNodes.ParentOf((await SparkJobs.Remote.On(cluster).With(On(nodes[0])).Where(0)).Pid);
            HostedNodes.Kill(node0);
            await HostedNodes.GoneAsync([node0]);
        }
        string[] lines = [.. Files(Collected).SelectMany(File.ReadAllLines)];
        Assert.Equal(2, lines.Count(static line => line.StartsWith("(SparkJobs.Say) hello from ", StringComparison.Ordinal)));
    }

    private SparkClusterOptions Two => new() { MaxWorkerNodes = 2, CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20, CollectLogsTo = Collected };

    private static TaskOptions On(NodeId node) => new() { Strategy = SchedulingStrategy.NodeAffinity(node, soft: false) };

    /// <summary>What Spark's own web pages, and what programs read of it there, show of statements, settings and processes.</summary>
    private async Task CheckPagesAsync(string[] secrets)
    {
        var pages = await spark.PagesAsync();
        Assert.Contains(pages, static page => page.Path.Contains("/sql", StringComparison.Ordinal) && page.Text.Contains("TRANSFORM", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(pages, static page => page.Path.EndsWith("/environment", StringComparison.Ordinal) && page.Text.Contains("spark.executor.memory", StringComparison.Ordinal));
        Assert.Empty(pages.Where(page => secrets.Any(secret => page.Text.Contains(secret, StringComparison.OrdinalIgnoreCase))).Select(static page => page.Path));
    }

    /// <summary>Who has a secret may be read by its user only.</summary>
    private static void CheckModes(string folder, string[] secrets)
    {
        string[] holders = Holders(secrets, Files(folder));
        Assert.NotEmpty(holders);      // the file by which it came
        foreach (string file in holders)
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    private static string[] Holders(string[] secrets, IEnumerable<string> files) => [.. files.Where(file => Read(file) is var text && secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)))];

    private static IEnumerable<string> Processes() => Directory.EnumerateDirectories("/proc").Where(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _));

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".dll", StringComparison.Ordinal) && !file.EndsWith(".zip", StringComparison.Ordinal)) : [];

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.Latin1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task<List<LogLine>> LinesAsync(SparkCluster cluster, LogQuery query)
    {
        List<LogLine> lines = [];
        await foreach (var line in cluster.LogsAsync(query, Cancel)) lines.Add(line);
        return lines;
    }
}
