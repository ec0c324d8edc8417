using Microsoft.Extensions.Logging;
using RaySharp.Arena;
using RaySharp.Platform;
using RaySharp.Scheduling;

namespace RaySharp.Hosting;

/// <summary>How a node works: what of <see cref="RayOptions"/> concerns it. Travels to nodes apart from the driver.</summary>
internal sealed partial record NodeSettings
{
    public required double Cpus { get; init; }

    /// <summary>The GPUs that it lends, as CUDA_VISIBLE_DEVICES names them.</summary>
    public string[] GpuIds { get; init; } = [];

    /// <summary>Null: what the machine has.</summary>
    public long? Memory { get; init; }

    /// <summary>What it may count on of its machine's memory, where others count on the rest; null: all.</summary>
    public long? MemoryShare { get; init; }

    public Dictionary<string, double>? Resources { get; init; }

    public int? WorkerProcesses { get; init; }

    public int ReadyProcesses { get; init; }

    /// <summary>Whether processes are kept ready from the start for the program that started the cluster; not where that drives nothing.</summary>
    public bool KeepsReady { get; init; } = true;

    public long? MaxPendingArgumentBytes { get; init; }

    /// <summary>Null: by the memory that the machine has left.</summary>
    public long? ObjectStoreMemory { get; init; }

    public string[]? SpillFolders { get; init; }

    public bool RecordCallSites { get; init; }

    public double? MemoryThreshold { get; init; }

    public TimeSpan MemoryMonitorInterval { get; init; }

    public int MaxMemoryRetries { get; init; }

    public TimeSpan MemoryRetryDelay { get; init; }

    public Transport Transport { get; init; }

    public required string Namespace { get; init; }

    public bool SendsOutput { get; init; }

    public LogLevel LeastLogLevel { get; init; }

    public long MaxLogFileBytes { get; init; }

    public int LogFileBackups { get; init; }

    public TimeSpan WorkerStartTimeout { get; init; }

    public TimeSpan ShutdownTimeout { get; init; }

    public static NodeSettings Of(RayOptions options) => new()
    {
        Cpus = options.Cpus ?? Environment.ProcessorCount,
        GpuIds = Hosting.GpuIds.OfThisMachine(options.Gpus),
        Memory = options.Memory,
        Resources = options.Resources is { } resources ? new Dictionary<string, double>(resources) : null,
        WorkerProcesses = options.WorkerProcesses,
        ReadyProcesses = options.ReadyProcesses,
        KeepsReady = !options.IsDetached,
        MaxPendingArgumentBytes = options.MaxPendingArgumentBytes,
        ObjectStoreMemory = options.ObjectStoreMemory,
        SpillFolders = options.SpillFolders is { } folders ? [.. folders] : null,
        RecordCallSites = options.RecordCallSites,
        MemoryThreshold = options.InProcess ? null : options.MemoryThreshold,
        MemoryMonitorInterval = options.MemoryMonitorInterval,
        MaxMemoryRetries = options.MaxMemoryRetries,
        MemoryRetryDelay = options.MemoryRetryDelay,
        Transport = options.Transport,
        Namespace = options.Namespace,
        SendsOutput = options.LogToDriver,
        LeastLogLevel = options.LoggerFactory is null ? LogLevel.Information : LogLevel.Trace,     // the user's factory filters what arrives, by category, which workers cannot
        MaxLogFileBytes = options.MaxLogFileBytes,
        LogFileBackups = options.LogFileBackups,
        WorkerStartTimeout = options.WorkerStartTimeout,
        ShutdownTimeout = options.ShutdownTimeout,
    };

    /// <summary>Looks at all that can be wrong with it.</summary>
    /// <exception cref="ArgumentException">Something is.</exception>
    public void Require()
    {
        StoreBudget();
        Limits();
        if (SpillFolders is { Length: 0 }) throw new ArgumentException("RayOptions.SpillFolders names no folder. Name one or more; null for the default.");
    }

    public ArenaBudget StoreBudget()
    {
        var memory = new MemoryLimits().Read();
        if (ObjectStoreMemory is not null || MemoryShare is not { } share) return ArenaBudget.For(ObjectStoreMemory, memory.Left, memory.LeftSource);
        return share < memory.Left ? ArenaBudget.ForShare(share, "this node's share of the memory") : ArenaBudget.ForShare(memory.Left, memory.LeftSource);
    }

    public NodeSchedulerOptions Limits()
    {
        int cpus = (int)Math.Ceiling(Cpus);
        return new()
        {
            Resources = ResourceSet.Of(Cpus, 0, Memory ?? MemoryForTasks(), Resources),
            Gpus = [.. Enumerable.Range(0, GpuIds.Length).Select(static index => new GpuDevice(index))],
            SharedProcesses = WorkerProcesses ?? Math.Clamp(cpus / 4, Math.Min(2, cpus), 16),
            KeepsReady = KeepsReady,
            ReadyExclusive = cpus == 0 ? 0 : ReadyProcesses,
        };
    }

    private long MemoryForTasks() => MemoryShare is { } share ? Math.Max(0, share - StoreBudget().Capacity) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
