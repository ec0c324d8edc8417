using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RaySharp.Autoscaling;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Logs;
using RaySharp.Membership;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Runtime;
using RaySharp.Security;
using RaySharp.Spilling;
using RaySharp.Texts;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Driver, head and a node in this process, workers in processes of their own; where others may join, the door for them.</summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private const uint FirstNode = 1;
    private readonly RayOptions _options;
    private readonly NodeHost _host;
    private readonly LogPrinter _printer;
    private readonly UnobservedLog _unobserved;
    private readonly ClusterAuthority? _authority;
    private readonly NodeIdentity? _identity;
    private readonly MembershipService? _membership;
    private readonly ViewService? _view;
    private readonly ClusterDoor? _door;
    private readonly NodeSeat _seat;
    private readonly LogCollector? _collector;
    private LocalNodes? _nodes;
    private JoinFile? _joinFile;
    private int _disposed;

    /// <param name="options">How.</param>
    /// <param name="openAt">The address of this machine at which nodes may join; null: none may.</param>
    /// <param name="storage">Where objects are spilled to.</param>
    /// <param name="memory">What the memory monitor looks at.</param>
    /// <param name="heartbeats">The clock that nodes are missed by.</param>
    private EmbeddedCluster(RayOptions options, HostPort? openAt, ISpillStorage? storage, MemoryLimits memory, TimeProvider heartbeats)
    {
        _options = options;
        var settings = NodeSettings.Of(options);
        settings.Require();     // said before anything is made
        if (options.LocalNodes > 0) settings = settings with { Cpus = 0, GpuIds = [], Resources = null };
        string runFolder = SessionFiles.Create();
        SessionFiles.Remember(runFolder, Environment.ProcessId);
        _printer = new LogPrinter(options.ShutdownTimeout);
        var logger = new RuntimeLogger(_printer, options.LoggerFactory?.CreateLogger(TaskLogger.RuntimeCategory));
        _seat = new NodeSeat(FirstNode, ProcessId.HostOf(FirstNode), Path.GetFileName(runFolder), RandomNumberGenerator.GetBytes(WireOptions.SecretBytes));
        ClusterDoor? door = null;
        if (openAt is { } at)
        {
            _authority = ClusterAuthority.Create(TimeProvider.System);
            _identity = _authority.Issue(FirstNode);
            _ = Task.Run(_identity.Prepare);
            _seat = _seat with { Identity = _identity, Door = NodeDoor.At(at, JoiningBy(() => door!, options.JoinFile is not null)) };
        }
        try
        {
            _host = new NodeHost(_seat, settings, runFolder, "driver", options.InProcess, logger, new LogReceiver(_printer, options), null, storage, memory);
        }
        catch (Exception fault)
        {
            _printer.Dispose();
            _identity?.Dispose();
            _authority?.Dispose();
            SessionFiles.Remove(runFolder);
            if (fault is IOException { InnerException: SocketException socket }) throw new ClusterConnectionException($"The head cannot listen at {openAt} (RayOptions.HeadAddress): {socket.Message}. Give an address of this machine with a free port, or none for any.", fault);
            throw;
        }
        _unobserved = new UnobservedLog(logger, _host.Core.Unobserved);
        var head = new HeadService(_host.Core, _host.Node);
        _host.Core.ProcessGone += head.ProcessLost;
        if (_authority is not null)
        {
            _membership = new MembershipService(_host.Core, new MembershipOptions(), heartbeats);
            _host.Core.ProcessGone += _membership.ProcessLost;
            head.Nodes = () => _membership.Alive;
            _host.Core.NodeGone += (node, _) => head.NodeLost(node);
            _view = new ViewService(_host.Core, _host.Node, TimeProvider.System);
            _membership.Changed += (node, isReady) =>
            {
                if (isReady) _view.Add(node);
                else _view.Remove(node);
            };
            JobBook jobs = new(_host.Core);
            jobs.Add(0, () => JobProgram.OfThis(settings).Encode());
            _host.Core.NodeGone += (node, _) =>
            {
                if (jobs.Ended(node)) head.JobEnded(node);
                SessionFiles.RemoveDead();      // it may have been a program of this machine that was killed
            };
            _host.Core.Router.On<ClusterEnd>(_membership.IsDriver, (_, _) => EndAsked?.Invoke());
            door = _door = new ClusterDoor(_membership, _authority, jobs, _seat, logger);
        }
        if (options.CollectLogsTo is { } folder) _collector = CollectTo(folder);
        Runtime = new CoreRuntime(_host.Core, DisposeAsync);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>A driver asks for the end of the cluster, which may be detached only.</summary>
    public event Action? EndAsked;

    public CoreRuntime Runtime { get; }

    public NodeService Node => _host.Node;

    public StoreService Store => _host.Store;

    public string RunFolder => _host.RunFolder;

    public MemoryMonitor? Monitor => _host.Monitor;

    /// <summary>The nodes that joined; null where none may.</summary>
    public MembershipService? Membership => _membership;

    /// <summary>What those nodes have; null where none may join.</summary>
    public ViewService? View => _view;

    /// <summary>The door for them; null where none may join.</summary>
    public ClusterDoor? Door => _door;

    public LocalNodes? LocalNodes => _nodes;

    /// <summary>Lets the cluster grow and shrink, until the result is disposed.</summary>
    public ScalingService Scale(INodeProvider provider, AutoscalerOptions options) => new(_host.Core, _view!, provider, options, TimeProvider.System);

    /// <summary>Lets a process be a node, and nothing else.</summary>
    public byte[] JoinSecret { get; } = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);

    /// <summary>The folder of this session where all log files are collected; null: they are not.</summary>
    public string? CollectedTo => _options.CollectLogsTo is { } folder ? Path.Combine(folder, _seat.ClusterId) : null;

    /// <summary>What its processes prove to each other.</summary>
    public byte[] Secret => _seat.Secret;

    /// <summary>Lets a process be a driver.</summary>
    private byte[] DriverSecret { get; } = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);

    /// <summary>For what the runtime has to say.</summary>
    public ILogger Logger => _host.Core.Logger;

    /// <summary>Starts it, and the nodes on this machine that the options ask for.</summary>
    public static async Task<EmbeddedCluster> StartAsync(RayOptions options, CancellationToken cancel)
    {
        var cluster = Start(options);
        try
        {
            if (options.LocalNodes > 0) await cluster.StartNodesAsync(cancel).ConfigureAwait(false);
            cluster.AllStarted();
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return cluster;
    }

    /// <param name="options">How.</param>
    /// <param name="storage">Where objects are spilled to; null for the folders that the options name.</param>
    /// <param name="memory">What the memory monitor looks at; null for this machine's.</param>
    /// <param name="openAt">The address of this machine at which other nodes may join; null: none may, but those of <see cref="RayOptions.LocalNodes"/>.</param>
    /// <param name="heartbeats">The clock that nodes are missed by; null for this machine's.</param>
    public static EmbeddedCluster Start(RayOptions options, ISpillStorage? storage = null, MemoryLimits? memory = null, string? openAt = null, TimeProvider? heartbeats = null)
    {
        ProcessRole.RequireProgram();
        if (options.MaxPendingArgumentBytes is <= 0 and var bytes)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MaxPendingArgumentBytes is {bytes}. Give 1 or more; null for the default.");
        if (options.MemoryThreshold is { } threshold && !(threshold > 0))
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryThreshold is {threshold}. Give a part of the memory above 0, such as 0.95; null for no limit.");
        if (options.MemoryMonitorInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryMonitorInterval is {options.MemoryMonitorInterval}. Give a time above 0, such as 250 ms.");
        if (options.MaxLogFileBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MaxLogFileBytes is {options.MaxLogFileBytes}. Give 1 or more, such as 512 MiB.");
        if (options.LogFileBackups < 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.LogFileBackups is {options.LogFileBackups}. Give 0 or more.");
        if (options.MemoryRetryDelay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryRetryDelay is {options.MemoryRetryDelay}. Give a time, such as 1 s; 0 for none.");
        if (options.LocalNodes < 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.LocalNodes is {options.LocalNodes}. Give the number of nodes, or 0: then this program is the only node.");
        if (options.CollectLogsTo is { } folder) LogCollector.Require(folder);
        if (options is { LocalNodes: > 0, InProcess: true })
            throw new ArgumentException($"RayOptions.InProcess keeps all workers in this process, but LocalNodes asks for {CountText.Of(options.LocalNodes, "node")} outside of it. Give one of the two.", nameof(options));
        string? address = openAt ?? options.HeadAddress ?? (options.LocalNodes > 0 || options.JoinFile is not null ? "127.0.0.1" : null);
        var cluster = new EmbeddedCluster(options, address is null ? null : HostPort.Parse(address, "RayOptions.HeadAddress"), storage, memory ?? new MemoryLimits(), heartbeats ?? TimeProvider.System);
        cluster._host.Start();
        cluster._collector?.Add(FirstNode);
        RuntimeScope.Add(cluster.Runtime);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RuntimeScope.Remove(Runtime);
        RemoveJoinFile();
        if (_nodes is not null) await _nodes.DisposeAsync().ConfigureAwait(false);
        if (_collector is not null) await CollectRestAsync(_collector).ConfigureAwait(false);
        _membership?.Dispose();
        _view?.Dispose();
        await _host.DisposeAsync().ConfigureAwait(false);
        _unobserved.Dispose();
        await Task.Run(_printer.Dispose).ConfigureAwait(false);
        _identity?.Dispose();
        _authority?.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        SessionFiles.Remove(RunFolder);
    }

    private LogCollector CollectTo(string folder)
    {
        var collector = new LogCollector(_host.Core, folder, _seat.ClusterId);
        if (_membership is null) return collector;
        _membership.Changed += (node, isReady) =>
        {
            if (isReady) collector.Add(node);
        };
        return collector;
    }

    /// <summary>The last words of this node's workers, and of nodes that end still.</summary>
    private async Task CollectRestAsync(LogCollector collector)
    {
        await _host.Node.ShutDownAsync().ConfigureAwait(false);
        _ = _host.Logs.EndAsync();
        await collector.EndAsync(_options.ShutdownTimeout + _options.ShutdownTimeout).ConfigureAwait(false);
        collector.Dispose();
    }

    /// <summary>All that the cluster is started with is there: nodes keep processes ready for this program, if it drives anything, and programs may join, where they are to. Writes the join file.</summary>
    public void AllStarted()
    {
        if (!_options.IsDetached) _view?.KeepReady();
        if (_options.JoinFile is not { } path) return;
        JoinFile file = new() { Host = _seat.Door!.AnnouncedHost, Port = _host.Port, ClusterId = _seat.ClusterId, Authority = _authority!.Certificate, Secret = DriverSecret, IsDetached = _options.IsDetached };
        file.Write(path);
        _joinFile = file;
    }

    /// <summary>What a process must know to join as a node.</summary>
    public NodeConfig ConfigFor(NodeSettings settings, TimeSpan patience) => new()
    {
        HeadHost = _seat.Door!.AnnouncedHost,
        HeadPort = _host.Port,
        Authority = _authority!.Certificate,
        ClusterId = _seat.ClusterId,
        JoinPatience = patience,
        Settings = settings with { KeepsReady = false },     // see AllStarted
        Assemblies = [.. MethodRegistry.AssemblyNames],
    };

    private JoinService JoiningBy(Func<ClusterDoor> door, bool isOpenToDrivers) => new(JoinSecret, (application, cancel) => door().AnswerNodeAsync(application, cancel))
    {
        Drivers = isOpenToDrivers ? new JoinService(DriverSecret, (application, cancel) => door().AnswerDriverAsync(application, cancel)) : null,
    };

    private void RemoveJoinFile() => _joinFile?.Remove(_options.JoinFile!);

    private async Task StartNodesAsync(CancellationToken cancel)
    {
        int count = _options.LocalNodes;
        var settings = NodeSettings.Of(_options);
        string[] gpus = GpuIds.OfThisMachine(_options.Gpus * count);
        settings = settings with
        {
            Cpus = _options.Cpus ?? Math.Max(1, Environment.ProcessorCount / count),
            Memory = _options.Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / count,
            ObjectStoreMemory = _options.ObjectStoreMemory ?? settings.StoreBudget().Capacity / count,
        };
        var config = ConfigFor(settings, _options.WorkerStartTimeout) with { AnnouncedHost = _seat.Door!.AnnouncedHost };
        NodeConfig[] configs = [.. Enumerable.Range(0, count).Select(node => config with
        {
            Slot = $"local {node.ToString(CultureInfo.InvariantCulture)}",
            Settings = settings with { GpuIds = GpuIds.Part(gpus, node, count) },
        })];
        _nodes = await LocalNodes.StartAsync(configs, JoinSecret, _membership!, _view!,
            (node, reason) => _host.Core.Peers.Send(ProcessId.HostOf(node), new Shutdown(reason)), (pid, isError, line) => _host.Output.PipeLine(0, pid, isError, line), _options.WorkerStartTimeout, _options.ShutdownTimeout, cancel).ConfigureAwait(false);
    }

    /// <summary>The program ends without having disposed the runtime. Where a signal ends it, this is not called (.NET 10); the workers notice and clean up.</summary>
    private void OnProcessExit(object? sender, EventArgs e)
    {
        RemoveJoinFile();
        _nodes?.KillAll();
        _host.KillWorkers();
        _printer.Dispose();
        SessionFiles.Remove(RunFolder);
    }
}
