using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using RaySharp.Autoscaling;
using RaySharp.Head;
using RaySharp.Hosting;
using RaySharp.Scheduling;
using RaySharp.Spark.Shares;
using RaySharp.Texts;

namespace RaySharp.Spark.Hosting;

/// <summary>A cluster whose nodes Spark hosts: the head in this process, the way of the program to the executors, the nodes' operations.</summary>
internal sealed class SparkHost : IAsyncDisposable
{
    private const long UnknownMemory = 1L << 50;     // more than anybody asks for
    private static readonly TimeSpan _headPatience = TimeSpan.FromSeconds(30);     // then a node that finds no head ends, and Spark counts a failure of its task
    private static readonly ConditionalWeakTable<ISparkSession, HashSet<string>> _sent = [];      // what each session has already
    private readonly ClusterSession _session;
    private readonly SparkClusterOptions _options;
    private ResourceSet _shape = ResourceSet.Empty;      // of a node
    private SparkNodes? _nodes;
    private volatile string? _whyNoMore;      // Spark has lost the session for good
    private ScalingService? _scaling;

    private SparkHost(ClusterSession session, SparkClusterOptions options, EmbeddedCluster cluster)
    {
        _session = session;
        _options = options;
        Cluster = cluster;
    }

    public ISparkSession Session => _session.Current;

    /// <summary>The head, and this program's part.</summary>
    public EmbeddedCluster Cluster { get; }

    /// <summary>Sets it up, or leaves nothing.</summary>
    /// <param name="session">Hosts the nodes. Whatever becomes of the set-up, nobody else has to end it.</param>
    /// <param name="options">How many nodes, and what each lends.</param>
    /// <param name="cancel">Ends the set-up.</param>
    public static async Task<SparkHost> StartAsync(ClusterSession session, SparkClusterOptions options, CancellationToken cancel)
    {
        SparkHost? host = null;
        try
        {
            host = new SparkHost(session, options, EmbeddedCluster.Start(HeadOptions(options), openAt: options.HeadAddress ?? session.LocalAddress()));
            foreach (string doubt in options.Doubts()) host.Cluster.Logger.LogWarning("{Doubt}", doubt);
            await host.StartNodesAsync(cancel).ConfigureAwait(false);
            host.Cluster.AllStarted();
            return host;
        }
        catch
        {
            await (host?.DisposeAsync() ?? session.DisposeAsync()).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using var session = _session.ConfigureAwait(false);      // each ends, whatever becomes of the one before
        await using var cluster = Cluster.ConfigureAwait(false);
        _scaling?.Dispose();
        if (_nodes is not null) await _nodes.DisposeAsync().ConfigureAwait(false);
    }

    private static RayOptions HeadOptions(SparkClusterOptions options) => options.Ray with
    {
        Cpus = options.CpusOnHeadNode,
        Gpus = options.GpusOnHeadNode,
        Memory = options.MemoryOnHeadNode,
        ObjectStoreMemory = options.ObjectStoreMemoryOnHeadNode ?? options.Ray.ObjectStoreMemory,
        CollectLogsTo = options.CollectLogsTo ?? options.Ray.CollectLogsTo,
        Resources = null,
        LocalNodes = 0,
    };

    private async Task StartNodesAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var size = await ClusterSize.OfAsync(_options, Session, cancel).ConfigureAwait(false);
        foreach (string doubt in (_options with { CpusPerWorkerNode = size.Cpus }).Doubts().Except(_options.Doubts())) Cluster.Logger.LogWarning("{Doubt}", doubt);
        var settings = NodeSettings.Of(_options.Ray with { Gpus = 0 }) with
        {
            Cpus = size.Cpus,
            Memory = _options.MemoryPerWorkerNode,
            ObjectStoreMemory = _options.ObjectStoreMemoryPerWorkerNode,
            Resources = _options.ResourcesPerWorkerNode is { } resources ? new Dictionary<string, double>(resources) : null,
        };
        var config = Cluster.ConfigFor(settings, _headPatience) with { SparkGpus = size.Gpus, SparkCores = size.CoresPerNode };
        var site = await SendProgramAsync(Session, config, cancel).ConfigureAwait(false);
        _shape = ResourceSet.Of(size.Cpus, size.Gpus, _options.MemoryPerWorkerNode ?? UnknownMemory, settings.Resources);
        SayWhetherItGrows();
        var tasks = new ShareBookOptions { CoresPerShare = size.Executor.CoresPerTask, SharesPerNode = size.TasksPerNode, MostSharesPerExecutor = size.Executor.TasksByGpus, PendingLimit = _options.PendingTimeout };
        _nodes = new SparkNodes(site, _session.IsOwn ? token => _session.RenewAsync(another => SendProgramAsync(another, config, token), token) : null, Cluster, $"{config.HeadHost}:{config.HeadPort}", tasks, config.ClusterId, _options.Progress, TimeProvider.System);
        _nodes.LostForGood += lost =>
        {
            _whyNoMore = $"the cluster's worker nodes are gone, and no others will come. {lost}";
            SayWhetherItGrows();
        };
        if (_options.MemoryPerWorkerNode is null) Cluster.View!.Known += LearnMemory;
        await _nodes.StartAsync(size.Least, _options.StartTimeout, cancel).ConfigureAwait(false);
        if (_options.DoubtOf(Volatile.Read(ref _shape).Memory) is { } shortage)
        {
            if (_options.StrictMode) throw new ArgumentException($"{shortage} ({nameof(_options.StrictMode)} makes this an error.)");
            Cluster.Logger.LogWarning("{Doubt}", shortage);
        }
        if (size.Least < size.Most) _scaling = Cluster.Scale(_nodes, new AutoscalerOptions { Least = size.Least, Most = size.Most, Shape = _shape, LearnsMemory = _options.MemoryPerWorkerNode is null, UpscalingSpeed = _options.UpscalingSpeed, IdleTimeout = _options.IdleTimeout });
        _options.Progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{CountText.Of(size.Least, "node")} ready in {clock.Elapsed.TotalSeconds:0.0} s{(size.Least < size.Most ? $", up to {size.Most} by demand" : "")}"));
    }

    private void SayWhetherItGrows() => Cluster.Node.MayGrow(_whyNoMore is null ? CouldRun : null, _whyNoMore);

    /// <summary>A node that is lost comes again, and others may come: what they could run waits. One that something is bound to does not come again.</summary>
    private bool CouldRun(LeaseSpec spec) => Volatile.Read(ref _shape).Covers(spec.Resources) && spec.Strategy is not { Node: not null, IsSoft: false };

    /// <summary>Nodes say what memory they have; before the first has, what asks for any waits. Then what none could run is refused.</summary>
    private void LearnMemory(int known)
    {
        var hosted = _nodes!.Hosted;
        long least = Cluster.View!.Reports.Where(report => hosted.Contains(report.Node)).Select(static report => report.Total.Memory).DefaultIfEmpty(UnknownMemory).Min();
        var shape = Volatile.Read(ref _shape);
        if (least >= shape.Memory) return;
        Volatile.Write(ref _shape, shape.WithMemory(least));
        _ = Task.Run(SayWhetherItGrows);      // whoever told this may hold locks of the node
    }

    private async Task<NodeSite> SendProgramAsync(ISparkSession session, NodeConfig config, CancellationToken cancel)
    {
        string folder = Directory.CreateTempSubdirectory("raysharp-pack-").FullName;
        try
        {
            var program = (await ProgramPackages.OfThisProgram.App.WaitAsync(cancel).ConfigureAwait(false))!;
            string app = await SendAsync(session, program, "the program", folder, cancel).ConfigureAwait(false);
            string runtime = await RuntimeAsync(session, folder, cancel).ConfigureAwait(false);
            string secret = $"raysharp-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
            await session.AddArtifactAsync(SparkArtifact.Content(Encoding.ASCII.GetBytes(new NodeSecrets(Cluster.JoinSecret, Variables()).ToLine()), secret), cancel: cancel).ConfigureAwait(false);
            string files = $"./{session.ServerSideSessionId}";
            config = config with { SecretsFile = $"{files}/{secret}" };
            string launch = $"/bin/bash {files}/{app}/{AppFolder.Launcher} {files}/{app} {(runtime.StartsWith("raysharp", StringComparison.Ordinal) ? $"{files}/{runtime}" : runtime)}";
            return new NodeSite(session, share => $"exec env {NodeConfig.Variable}={(config with { Share = share, Slot = "spark " + share.ToString(CultureInfo.InvariantCulture) }).Encode()} {launch}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Dictionary<string, string> Variables() => _options.SecretVariables.ToDictionary(static name => name, static name => Environment.GetEnvironmentVariable(name)!);

    private async Task<string> RuntimeAsync(ISparkSession session, string folder, CancellationToken cancel)
    {
        var runtime = await ProgramPackages.OfThisProgram.Runtime.WaitAsync(cancel).ConfigureAwait(false);
        if (runtime is null) return LaunchScript.SelfContained;
        return _options.ShipsRuntime == false ? LaunchScript.Installed : await SendAsync(session, runtime, "the .NET runtime", folder, cancel).ConfigureAwait(false);
    }

    private async Task<string> SendAsync(ISparkSession session, NamedFiles files, string what, string folder, CancellationToken cancel)
    {
        string name = files.Name;
        var sent = _sent.GetOrCreateValue(session);
        lock (sent)
        {
            if (sent.Contains(name)) return name;
        }
        _options.Progress?.Report($"packing {files.Files.Values.Sum(static file => file.Bytes) >> 20} MB ({what})");
        var package = await AppPackage.PackAsync(name, files.Files, folder, cancel).ConfigureAwait(false);
        _options.Progress?.Report($"sending {package.Bytes >> 20} MB ({what})");
        await session.AddArtifactAsync(SparkArtifact.Archive(package.Path, package.Name), cancel: cancel).ConfigureAwait(false);
        lock (sent) sent.Add(name);
        return name;
    }
}
