using Microsoft.Extensions.Logging;

namespace RaySharp;

/// <summary>How an embedded cluster is started.</summary>
public sealed record RayOptions
{
    /// <summary>Logical CPUs that the node lends. Default: the machine's.</summary>
    public double? Cpus { get; init; }

    /// <summary>GPUs that the node lends. Default: those that CUDA_VISIBLE_DEVICES names, else all of the machine (/dev/nvidia0 and so on). More than the machine has may be said, to try out a program; not more than CUDA_VISIBLE_DEVICES names.</summary>
    public int? Gpus { get; init; }

    /// <summary>Heap bytes that the node lends to tasks that ask for memory. Default: what the machine has available.</summary>
    public long? Memory { get; init; }

    /// <summary>Custom resources that the node lends, by name.</summary>
    public IReadOnlyDictionary<string, double>? Resources { get; init; }

    /// <summary>Nodes to start on this machine as processes of their own, as on a cluster: each lends <see cref="Cpus"/>, <see cref="Gpus"/>, <see cref="Memory"/> and <see cref="Resources"/> (default: its part of the machine's), and this program none. Linux only. Default 0: this program is the only node.</summary>
    public int LocalNodes { get; init; }

    /// <summary>The file by which other programs join (<see cref="Ray.ConnectAsync"/>): <see cref="Ray.StartAsync"/> writes it when the cluster is ready, readable by this user only, and removes it at the end; <see cref="Ray.ConnectAsync"/> reads it. Whoever can read it may do in the cluster whatever its programs may. Default none: nobody can join.</summary>
    public string? JoinFile { get; init; }

    /// <summary>The address of this machine at which other programs and nodes reach this one: a name or IP address, with a port or without (then a free one). Default 127.0.0.1: this machine's only.</summary>
    public string? HeadAddress { get; init; }

    /// <summary>Worker processes that are shared by tasks which may be repeated. Default: one for each four CPUs, at least two where there are two CPUs.</summary>
    public int? WorkerProcesses { get; init; }

    /// <summary>Worker processes kept ready for one task or actor each. Default 1.</summary>
    public int ReadyProcesses { get; init; } = 1;

    /// <summary>How many bytes the arguments of a process's unfinished tasks and calls may take, those up to 100 KiB of one call not counted. A call beyond it throws <see cref="PendingCallsLimitExceededException"/>. For each process, driver and workers. Default 1 GiB, or a quarter of the memory that is available where that is less.</summary>
    public long? MaxPendingArgumentBytes { get; init; }

    /// <summary>Bytes of shared memory for objects above 100 KiB. Default 30 % of the memory that is left to this process, at most 2 GiB. What does not fit goes to disk. After the first result up to half of what is asked for here is made ahead in the background for large objects, an eighth of the default; it is given back when memory is short.</summary>
    public long? ObjectStoreMemory { get; init; }

    /// <summary>Folders, best on disks of their own, that objects are written to when memory is short. Default: one in the folder for temporary files, which is in memory on some systems.</summary>
    public IReadOnlyList<string>? SpillFolders { get; init; }

    /// <summary>Whether the method, file and line are recorded that made each object, for <see cref="RayRuntime.MemoryReportAsync"/>. Costs a stack trace for each put and call. Default false.</summary>
    public bool RecordCallSites { get; init; }

    /// <summary>The part of the memory (of the machine, or of the cgroup this program runs in) above which worker processes are ended, one at a time, so that the kernel does not end one: first those whose tasks may be repeated, the newest of them. Tasks are run again (<see cref="TaskOptions.MaxMemoryRetries"/>), actors restart as after a crash. Default 0.95; null, or 1 and more, for never. Workers in this process (<see cref="InProcess"/>) are never ended.</summary>
    public double? MemoryThreshold { get; init; } = 0.95;

    /// <summary>How often the memory in use is looked at. Default 250 ms.</summary>
    public TimeSpan MemoryMonitorInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a task is run again after its process was ended because memory was short, where neither its method nor its call says so (<see cref="TaskOptions.MaxMemoryRetries"/>); -1 for ever. Default 15.</summary>
    public int MaxMemoryRetries { get; init; } = 15;

    /// <summary>How long such a task waits before it is run again; each further time twice as long, up to a minute. Its CPUs are free meanwhile. Default 1 s; 0 for at once.</summary>
    public TimeSpan MemoryRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs workers inside this process, for breakpoints: the same codecs and messages, but a crash of user code ends the program, and nothing can end user code that does not end: disposing the runtime waits for it, with a warning.</summary>
    public bool InProcess { get; init; }

    /// <summary>How frames travel between the processes.</summary>
    public Transport Transport { get; init; }

    /// <summary>The namespace of actor names. Default a fresh one: runtimes do not see each other's names.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Gets what tasks and actors log by <see cref="RayContext.Logger"/>, each in the category of its name, and, in the category RaySharp, the runtime's own warnings. Default: the console.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Whether what user code prints in workers appears here. Default true.</summary>
    public bool LogToDriver { get; init; } = true;

    /// <summary>A folder of this machine that the log files of all nodes and workers are written to while they grow, so that they stay when nodes end or crash: in it one for this session, and in that one for each node. Default none.</summary>
    public string? CollectLogsTo { get; init; }

    /// <summary>How long a log file on a node may get, in bytes, before it is put aside and another begun. Default 512 MiB.</summary>
    public long MaxLogFileBytes { get; init; } = 512L << 20;

    /// <summary>How many full log files of one stream are kept beside the one that is written; older ones are deleted. Default 1. Of workers that have ended a node keeps the files of the last 1,000.</summary>
    public int LogFileBackups { get; init; } = 1;

    /// <summary>How long a worker process may take to start. Default 30 s.</summary>
    public TimeSpan WorkerStartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long workers may take to end by themselves when the runtime is disposed. Default 2 s; then they are killed.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the cluster's head has a process of its own, and no driver.</summary>
    internal bool IsDetached { get; init; }
}
