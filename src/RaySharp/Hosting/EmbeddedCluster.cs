using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Node;
using RaySharp.Runtime;
using RaySharp.Scheduling;
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
    private int _disposed;

    private EmbeddedCluster(RayOptions options)
    {
        _options = options;
        _runFolder = SessionFiles.Create();
        SessionFiles.Remember(_runFolder, Environment.ProcessId);
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
        string clusterId = Path.GetFileName(_runFolder);
        int cpus = (int)Math.Ceiling(options.Cpus ?? Environment.ProcessorCount);
        int maxRequests = Math.Clamp(cpus * 2, 4, 256);
        var logger = options.LoggerFactory?.CreateLogger("RaySharp") ?? NullLogger.Instance;
        WireOptions Wire(ProcessId self, string role) => new()
        {
            RunFolder = _runFolder,
            Self = self,
            Secret = secret,
            ClusterId = clusterId,
            Role = role,
            UseRings = options.Transport == Transport.Default,
        };
        _core = new CoreProcess(Wire(_driver, "driver"), _driver, maxRequests, options.Namespace, logger);
        _launcher = options.InProcess
            ? new InProcessLauncher(id => new WorkerHost(Wire(id, "worker"), _driver, maxRequests, options.Namespace))
            : new ProcessLauncher(id => Config(id, clusterId, maxRequests), secret, _runFolder, Printed);
        _node = new NodeService(_core, _launcher, Limits(options, cpus), options.WorkerStartTimeout, options.ShutdownTimeout);
        var head = new HeadService(_core, _node);
        _core.ProcessGone = head.ProcessLost;
        Runtime = new CoreRuntime(_core, DisposeAsync);
    }

    public CoreRuntime Runtime { get; }

    public NodeService Node => _node;

    public static EmbeddedCluster Start(RayOptions options)
    {
        if (WorkerMain.IsAskedFor)
            throw new WorkerStartException($"This program was started as a worker (the variable {WorkerConfig.Variable} is set), but the worker hook did not run, so it came to start a cluster of its own; nothing was started. " +
                "Set <StartupHookSupport>true</StartupHookSupport> in the project: it is off where PublishAot is set and in file-based apps.");
        var cluster = new EmbeddedCluster(options);
        cluster._node.Start();
        RuntimeScope.Add(cluster.Runtime);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RuntimeScope.Remove(Runtime);
        await _node.ShutDownAsync(_options.ShutdownTimeout).ConfigureAwait(false);
        await _core.DisposeAsync().ConfigureAwait(false);
        (_launcher as IDisposable)?.Dispose();
        SessionFiles.Remove(_runFolder);
    }

    private WorkerConfig Config(ProcessId id, string clusterId, int maxRequests) => new()
    {
        RunFolder = _runFolder,
        Self = id.Value,
        Driver = _driver.Value,
        ClusterId = clusterId,
        UseRings = _options.Transport == Transport.Default,
        MaxRequests = maxRequests,
        Namespace = _options.Namespace,
        Assemblies = [.. MethodRegistry.AssemblyNames],
        OuterStartupHooks = null,
    };

    private static NodeSchedulerOptions Limits(RayOptions options, int cpus) => new()
    {
        Resources = ResourceSet.Of(options.Cpus ?? Environment.ProcessorCount, 0, options.Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, options.Resources),
        SharedProcesses = options.WorkerProcesses ?? Math.Clamp(cpus / 4, Math.Min(2, cpus), 16),
        ReadyExclusive = options.ReadyProcesses,
    };

    private void Printed(int pid, bool isError, string line)
    {
        if (!_options.LogToDriver) return;
        (isError ? Console.Error : Console.Out).WriteLine($"(pid={pid}) {line}");
    }
}
