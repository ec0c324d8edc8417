using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RaySharp.Arena;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Logs;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Runtime;
using RaySharp.Scheduling;
using RaySharp.Spilling;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Head, node and driver in this process, workers in processes of their own.</summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private static readonly ProcessId _driver = new(1UL << 32 | 1);
    private readonly RayOptions _options;
    private readonly string _runFolder;
    private readonly IWorkerLauncher _launcher;
    private readonly CoreProcess _core;
    private readonly NodeService _node;
    private readonly StoreService _store;
    private readonly MemoryMonitor? _monitor;
    private readonly LogPrinter _printer;
    private readonly UnobservedLog _unobserved;
    private int _disposed;

    private EmbeddedCluster(RayOptions options, ISpillStorage? storage, MemoryLimits memory)
    {
        _options = options;
        _runFolder = SessionFiles.Create();
        SessionFiles.Remember(_runFolder, Environment.ProcessId);
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
        string clusterId = Path.GetFileName(_runFolder);
        int cpus = (int)Math.Ceiling(options.Cpus ?? Environment.ProcessorCount);
        CoreOptions core = new(Math.Clamp(cpus * 2, 4, 256), options.MaxPendingArgumentBytes ?? Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), options.Namespace, StoreBudget(options).Capacity) { RecordCallSites = options.RecordCallSites };
        _printer = new LogPrinter(options.ShutdownTimeout);
        var logger = new RuntimeLogger(_printer, options.LoggerFactory?.CreateLogger(TaskLogger.RuntimeCategory));
        WireOptions Wire(ProcessId self, string role) => new()
        {
            RunFolder = _runFolder,
            Self = self,
            Secret = secret,
            ClusterId = clusterId,
            Role = role,
            UseRings = options.Transport == Transport.Default,
        };
        _core = new CoreProcess(Wire(_driver, "driver"), _driver, core, logger);
        _unobserved = new UnobservedLog(logger, _core.Unobserved);
        var logs = new LogReceiver(_core.Router, _printer, options);
        _launcher = options.InProcess
            ? new InProcessLauncher(id => new WorkerHost(Wire(id, "worker"), _driver, core, LeastLevel))
            : new ProcessLauncher(id => Config(id, clusterId, core), secret, _runFolder, logs.PipeLine);
        string disk = Path.Combine(_runFolder, "objects");
        if (storage is null)
        {
            var folders = new FolderSpillStorage(options.SpillFolders ?? [disk]);
            SessionFiles.Remember(_runFolder, folders.RunFolders);
            storage = folders;
        }
        _store = new StoreService(_core, core.Arena, storage, PlatformSupport.SharedMemory && options.Transport == Transport.Default ? null : disk, disk, memory, core.Arena.AheadLimit(options.ObjectStoreMemory is not null), TimeProvider.System);
        _node = new NodeService(_core, _launcher, Limits(options, cpus), options.WorkerStartTimeout, options.ShutdownTimeout);
        if (options.MemoryThreshold is < 1 and var threshold && !options.InProcess) _monitor = new MemoryMonitor(_node, _store, memory, threshold, options.MemoryMonitorInterval, TimeProvider.System);
        var head = new HeadService(_core, _node);
        _core.ProcessGone = (process, fate) =>
        {
            head.ProcessLost(process, fate);
            _store.ProcessLost(process);
        };
        Runtime = new CoreRuntime(_core, DisposeAsync);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public CoreRuntime Runtime { get; }

    public NodeService Node => _node;

    public StoreService Store => _store;

    public string RunFolder => _runFolder;

    public MemoryMonitor? Monitor => _monitor;

    /// <summary>The user's factory filters what arrives, by category, which workers cannot; the console gets what is worth a line.</summary>
    private LogLevel LeastLevel => _options.LoggerFactory is null ? LogLevel.Information : LogLevel.Trace;

    /// <param name="options">How.</param>
    /// <param name="storage">Where objects are spilled to; null for the folders that the options name.</param>
    /// <param name="memory">What the memory monitor looks at; null for this machine's.</param>
    public static EmbeddedCluster Start(RayOptions options, ISpillStorage? storage = null, MemoryLimits? memory = null)
    {
        if (WorkerMain.IsAskedFor)
            throw new WorkerStartException($"This program was started as a worker (the variable {WorkerConfig.Variable} is set), but the worker hook did not run, so it came to start a cluster of its own; nothing was started. " +
                "Set <StartupHookSupport>true</StartupHookSupport> in the project: it is off where PublishAot is set and in file-based apps.");
        if (options.MaxPendingArgumentBytes is <= 0 and var bytes)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MaxPendingArgumentBytes is {bytes}. Give 1 or more; null for the default.");
        if (options.MemoryThreshold is { } threshold && !(threshold > 0))
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryThreshold is {threshold}. Give a part of the memory above 0, such as 0.95; null for no limit.");
        if (options.MemoryMonitorInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryMonitorInterval is {options.MemoryMonitorInterval}. Give a time above 0, such as 250 ms.");
        var cluster = new EmbeddedCluster(options, storage, memory ?? new MemoryLimits());
        cluster._node.Start();
        cluster._store.Start();
        cluster._monitor?.Start();
        _ = cluster.ReserveWhenQuietAsync();
        RuntimeScope.Add(cluster.Runtime);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RuntimeScope.Remove(Runtime);
        _monitor?.Dispose();
        var givingBack = Task.Run(_store.GiveBackReserve);      // takes time, and the processes' ending as well
        await _node.ShutDownAsync().ConfigureAwait(false);
        await _core.DisposeAsync().ConfigureAwait(false);
        await givingBack.ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        (_launcher as IDisposable)?.Dispose();
        _unobserved.Dispose();
        await Task.Run(_printer.Dispose).ConfigureAwait(false);
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        SessionFiles.Remove(_runFolder);
    }

    /// <summary>Memory is made ahead when it delays nobody: not while processes start, nor before a result that is waited for.</summary>
    private async Task ReserveWhenQuietAsync()
    {
        await _node.FirstReady.ConfigureAwait(false);
        if (_node.IsBusy) await _core.FirstAnswer.ConfigureAwait(false);
        _store.ReserveAhead();
    }

    /// <summary>The program ends without having disposed the runtime. Where a signal ends it, this is not called (.NET 10); the workers notice and clean up.</summary>
    private void OnProcessExit(object? sender, EventArgs e)
    {
        (_launcher as ProcessLauncher)?.KillAll(_options.ShutdownTimeout);
        _printer.Dispose();
        SessionFiles.Remove(_runFolder);
    }

    private WorkerConfig Config(ProcessId id, string clusterId, CoreOptions core) => new()
    {
        RunFolder = _runFolder,
        Self = id.Value,
        Driver = _driver.Value,
        DriverPid = Environment.ProcessId,
        ClusterId = clusterId,
        UseRings = _options.Transport == Transport.Default,
        MaxRequests = core.MaxRequests,
        MaxPendingArgumentBytes = core.MaxPendingArgumentBytes,
        Namespace = core.Namespace,
        StoreBytes = core.StoreBytes,
        RecordCallSites = core.RecordCallSites,
        SendsOutput = _options.LogToDriver,
        LeastLogLevel = (int)LeastLevel,
        Assemblies = [.. MethodRegistry.AssemblyNames],
        OuterStartupHooks = null,
    };

    private static ArenaBudget StoreBudget(RayOptions options)
    {
        var memory = new MemoryLimits().Read();
        return ArenaBudget.For(options.ObjectStoreMemory, memory.Left, memory.LeftSource);
    }

    private static NodeSchedulerOptions Limits(RayOptions options, int cpus) => new()
    {
        Resources = ResourceSet.Of(options.Cpus ?? Environment.ProcessorCount, 0, options.Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, options.Resources),
        SharedProcesses = options.WorkerProcesses ?? Math.Clamp(cpus / 4, Math.Min(2, cpus), 16),
        ReadyExclusive = options.ReadyProcesses,
    };
}
