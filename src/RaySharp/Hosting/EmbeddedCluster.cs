using System.Security.Cryptography;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Logs;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Runtime;
using RaySharp.Spilling;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Head, node and driver in this process, workers in processes of their own.</summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private const uint FirstNode = 1;
    private readonly NodeHost _host;
    private readonly LogPrinter _printer;
    private readonly UnobservedLog _unobserved;
    private int _disposed;

    private EmbeddedCluster(RayOptions options, ISpillStorage? storage, MemoryLimits memory)
    {
        var settings = NodeSettings.Of(options);
        settings.StoreBudget();     // too large: said before anything is made
        string runFolder = SessionFiles.Create();
        SessionFiles.Remember(runFolder, Environment.ProcessId);
        var seat = new NodeSeat(FirstNode, ProcessId.HostOf(FirstNode), Path.GetFileName(runFolder), RandomNumberGenerator.GetBytes(WireOptions.SecretBytes));
        _printer = new LogPrinter(options.ShutdownTimeout);
        var logger = new RuntimeLogger(_printer, options.LoggerFactory?.CreateLogger(TaskLogger.RuntimeCategory));
        _host = new NodeHost(seat, settings, runFolder, "driver", options.InProcess, logger, core => new LogReceiver(core.Router, _printer, options).PipeLine, storage, memory);
        _unobserved = new UnobservedLog(logger, _host.Core.Unobserved);
        var head = new HeadService(_host.Core, _host.Node);
        _host.Core.ProcessGone += head.ProcessLost;
        Runtime = new CoreRuntime(_host.Core, DisposeAsync);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public CoreRuntime Runtime { get; }

    public NodeService Node => _host.Node;

    public StoreService Store => _host.Store;

    public string RunFolder => _host.RunFolder;

    public MemoryMonitor? Monitor => _host.Monitor;

    /// <param name="options">How.</param>
    /// <param name="storage">Where objects are spilled to; null for the folders that the options name.</param>
    /// <param name="memory">What the memory monitor looks at; null for this machine's.</param>
    public static EmbeddedCluster Start(RayOptions options, ISpillStorage? storage = null, MemoryLimits? memory = null)
    {
        ProcessRole.RequireProgram();
        if (options.MaxPendingArgumentBytes is <= 0 and var bytes)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MaxPendingArgumentBytes is {bytes}. Give 1 or more; null for the default.");
        if (options.MemoryThreshold is { } threshold && !(threshold > 0))
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryThreshold is {threshold}. Give a part of the memory above 0, such as 0.95; null for no limit.");
        if (options.MemoryMonitorInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"RayOptions.MemoryMonitorInterval is {options.MemoryMonitorInterval}. Give a time above 0, such as 250 ms.");
        var cluster = new EmbeddedCluster(options, storage, memory ?? new MemoryLimits());
        cluster._host.Start();
        RuntimeScope.Add(cluster.Runtime);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RuntimeScope.Remove(Runtime);
        await _host.DisposeAsync().ConfigureAwait(false);
        _unobserved.Dispose();
        await Task.Run(_printer.Dispose).ConfigureAwait(false);
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        SessionFiles.Remove(RunFolder);
    }

    /// <summary>The program ends without having disposed the runtime. Where a signal ends it, this is not called (.NET 10); the workers notice and clean up.</summary>
    private void OnProcessExit(object? sender, EventArgs e)
    {
        _host.KillWorkers();
        _printer.Dispose();
        SessionFiles.Remove(RunFolder);
    }
}
