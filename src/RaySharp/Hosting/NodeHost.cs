using System.Net;
using Microsoft.Extensions.Logging;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Scheduling;
using RaySharp.Spilling;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>One node in this process: store, scheduler, memory monitor, and the worker processes that it starts. The program's own, or one apart.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private readonly NodeSettings _settings;
    private readonly NodeSeat _seat;
    private readonly CoreOptions _options;
    private readonly IWorkerLauncher _launcher;

    /// <param name="seat">Who it is.</param>
    /// <param name="settings">How it works.</param>
    /// <param name="runFolder">The folder of its session, of <see cref="SessionFiles.Create"/>.</param>
    /// <param name="role">What the process is beside a node.</param>
    /// <param name="inProcess">Whether workers run in this process.</param>
    /// <param name="logger">For what the runtime has to say.</param>
    /// <param name="receiver">Prints what workers of the driver in this process print; null: there is none.</param>
    /// <param name="sender">The way to job 0's driver, where the host opens it; null: it is made when it is needed.</param>
    /// <param name="storage">Where objects are spilled to; null for the folders that the settings name.</param>
    /// <param name="memory">What the memory monitor looks at.</param>
    public NodeHost(NodeSeat seat, NodeSettings settings, string runFolder, string role, bool inProcess, ILogger logger, LogReceiver? receiver, LogSender? sender, ISpillStorage? storage, MemoryLimits memory)
    {
        _settings = settings;
        _seat = seat;
        RunFolder = runFolder;
        string disk = Path.Combine(runFolder, "objects");
        if (storage is null)
        {
            var folders = new FolderSpillStorage(settings.SpillFolders ?? [disk]);
            SessionFiles.Remember(runFolder, folders.RunFolders);
            storage = folders;
        }
        int cpus = (int)Math.Ceiling(settings.Cpus);
        _options = new(Math.Clamp(cpus * 2, 4, 256), settings.MaxPendingArgumentBytes ?? Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), settings.Namespace, settings.StoreBudget().Capacity) { RecordCallSites = settings.RecordCallSites, MaxMemoryRetries = settings.MaxMemoryRetries, MemoryRetryDelay = settings.MemoryRetryDelay, Job = seat.Job };
        Core = new CoreProcess(Wire(seat.Host, role), seat.Head, _options, logger);
        DriverLogs drivers = new(Core);
        if (sender is not null) drivers.Add(0, sender);
        Output = new LogRelay(Core.Router, Core.Self, receiver, receiver is null ? null : seat.Job, process => Node!.JobOf(process), drivers.Find);
        Folder = new LogFolder(runFolder, logger);
        Logs = new LogService(Core.Router, Core.Peers, Folder, settings.MaxLogFileBytes);
        string code = Path.Combine(NodeMain.Home ?? runFolder, "code");
        CodeReceiver receives = new(Core);
        _ = new CodeSender(Core, receives, Path.Combine(runFolder, "code"), receiver is null ? null : seat.Job);
        JobPrograms programs = new(Core, new SentPrograms(Core, receives, code));
        _launcher = inProcess
            ? new InProcessLauncher((id, key) => new WorkerHost(Wire(id, "worker"), seat.Head, _options with { Job = key.Job }, settings.LeastLogLevel, gpuIds: IdsOf(key)))
            : new ProcessLauncher(Config, async job => job == seat.Job ? null : await programs.FindAsync(job).ConfigureAwait(false), new ClusterSecrets(seat.Secret, seat.Identity?.Encode() ?? []), seat.Variables, runFolder, Folder, Output.PipeLine);
        Store = new StoreService(Core, _options.Arena, storage, PlatformSupport.SharedMemory && settings.Transport == Transport.Default ? null : disk, disk, memory, _options.Arena.AheadLimit(settings.ObjectStoreMemory is not null), TimeProvider.System);
        Core.LinkEnded += (link, _) => Store.LinkEnded(link);
        Core.Unreachable += Store.Unreachable;
        Node = new NodeService(Core, _launcher, settings.Limits(), settings.WorkerStartTimeout, settings.ShutdownTimeout);
        Node.HoldsObjects = () => Store.HoldsFirstCopies;
        if (settings.MemoryThreshold is < 1 and var threshold) Monitor = new MemoryMonitor(Node, Store, memory, threshold, settings.MemoryMonitorInterval, TimeProvider.System);
        Core.ProcessGone += ProcessGone;
        Core.NodeGone += (node, reason) =>
        {
            Node.NodeLost(node);
            Store.NodeLost(node, reason);
            SendToWorkers(new NodeGone(node, reason));
        };
        Core.Router.On<NodeAddressAsk>((from, message) => _ = AnswerAsync(from, message.Node));
    }

    public CoreProcess Core { get; }

    public NodeService Node { get; }

    public StoreService Store { get; }

    public MemoryMonitor? Monitor { get; }

    /// <summary>The log files of its workers.</summary>
    public LogFolder Folder { get; }

    /// <summary>Sends what is in those to whoever asks.</summary>
    public LogService Logs { get; }

    /// <summary>Takes what workers print to their drivers.</summary>
    public LogRelay Output { get; }

    public string RunFolder { get; }

    /// <summary>The port that other nodes reach it at; 0 where there are none.</summary>
    public int Port => Core.Endpoint.Announced switch { IPEndPoint { Port: var port } => port, DnsEndPoint { Port: var port } => port, _ => 0 };

    public void Start()
    {
        Node.Start();
        Store.Start();
        Monitor?.Start();
        _ = Task.Run(Folder.Watch);      // takes milliseconds, and delays nobody
        _ = ReserveWhenQuietAsync();
    }

    /// <summary>The program ends without having disposed it.</summary>
    public void KillWorkers() => (_launcher as ProcessLauncher)?.KillAll(_settings.ShutdownTimeout);

    public async ValueTask DisposeAsync()
    {
        Monitor?.Dispose();
        var givingBack = Task.Run(Store.GiveBackReserve);      // takes time, and the processes' ending as well
        await Node.ShutDownAsync().ConfigureAwait(false);
        Logs.Dispose();
        Folder.Dispose();
        await Core.DisposeAsync().ConfigureAwait(false);
        await givingBack.ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        (_launcher as IDisposable)?.Dispose();
    }

    /// <summary>Memory is made ahead when it delays nobody: not while processes start, nor before a result that is waited for.</summary>
    private async Task ReserveWhenQuietAsync()
    {
        await Node.FirstReady.ConfigureAwait(false);
        if (Node.IsBusy) await Core.FirstAnswer.ConfigureAwait(false);
        Store.ReserveAhead();
    }

    private WireOptions Wire(ProcessId self, string role) => new()
    {
        RunFolder = RunFolder,
        Self = self,
        Secret = _seat.Secret,
        ClusterId = _seat.ClusterId,
        Role = role,
        UseRings = _settings.Transport == Transport.Default,
        Remote = _seat.Identity is not { } identity ? null : new RemoteOptions
        {
            Identity = identity,
            FindNode = FindAsync,
            ListensForNode = self == _seat.Host && _seat.Door is not null,
            Listen = _seat.Door?.Listen ?? new IPEndPoint(IPAddress.Loopback, 0),
            AnnouncedHost = _seat.Door?.AnnouncedHost,
            Join = _seat.Door?.Join,
        },
    };

    private async ValueTask<EndPoint> FindAsync(uint node, CancellationToken cancel) => await Core.Directory.FindAsync(node, cancel).ConfigureAwait(false);

    private string[] IdsOf(ProcessKey key) => [.. key.Gpus.ToArray().Select(index => _settings.GpuIds[index])];

    private WorkerConfig Config(ProcessId id, ProcessKey key, JobProgram? program) => new()
    {
        RunFolder = RunFolder,
        Self = id.Value,
        Head = _seat.Head.Value,
        NodePid = Environment.ProcessId,
        GpuIds = IdsOf(key),
        ClusterId = _seat.ClusterId,
        UseRings = _settings.Transport == Transport.Default,
        MaxRequests = _options.MaxRequests,
        MaxPendingArgumentBytes = _options.MaxPendingArgumentBytes,
        MaxMemoryRetries = _options.MaxMemoryRetries,
        MemoryRetryDelay = _options.MemoryRetryDelay,
        Job = key.Job,
        Namespace = program?.Namespace ?? _options.Namespace,
        StoreBytes = _options.StoreBytes,
        RecordCallSites = program?.RecordCallSites ?? _options.RecordCallSites,
        LogFolder = PlatformSupport.FileOutput ? Folder.Path : null,
        MaxLogFileBytes = _settings.MaxLogFileBytes,
        LogFileBackups = _settings.LogFileBackups,
        SendsOutput = program?.SendsOutput ?? _settings.SendsOutput,
        LeastLogLevel = program?.LeastLogLevel ?? (int)_settings.LeastLogLevel,
        Assemblies = program?.Assemblies ?? [.. MethodRegistry.AssemblyNames],
        OuterStartupHooks = null,
    };

    /// <summary>Of a process of another node the workers hear from here; of this node's own they have heard.</summary>
    private void ProcessGone(ProcessId process, ProcessFate fate)
    {
        Store.ProcessLost(process);
        Logs.ProcessLost(process);
        if (process.Node == _seat.Number) return;
        Node.OwnerLost(process);
        if (fate.LostNode == 0) SendToWorkers(new ProcessDied(process, fate));
    }

    private void SendToWorkers<T>(in T message) where T : struct, IMessage<T>
    {
        foreach (var link in Core.Peers.All)
        {
            if (link.Peer.Node == _seat.Number && link.Peer != _seat.Host) link.Control.Send(message);
        }
    }

    private async Task AnswerAsync(Link from, uint node)
    {
        try
        {
            var address = await Core.Directory.FindAsync(node, CancellationToken.None).ConfigureAwait(false);
            from.Control.Send(new NodeAddress(node, address.Host, address.Port));
        }
        catch (NodeDiedException gone)
        {
            from.Control.Send(new NodeGone(node, gone.Message));
        }
    }
}
