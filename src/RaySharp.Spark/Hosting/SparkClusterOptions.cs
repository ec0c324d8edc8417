using RaySharp.Arena;

namespace RaySharp.Spark;

/// <summary>How a RaySharp cluster is set up on the executors of a Spark cluster. The names are those of Ray's <c>setup_ray_cluster</c>, in .NET's habits.</summary>
public sealed record SparkClusterOptions
{
    /// <summary>As <see cref="MaxWorkerNodes"/>: as many as Spark has cores for.</summary>
    public const int AllThatFit = int.MaxValue;

    /// <summary>How many worker nodes there may be, or <see cref="AllThatFit"/>. Default 1.</summary>
    public int MaxWorkerNodes { get; init; } = 1;

    /// <summary>How many worker nodes there are at least, 0 or more. Null: as many as <see cref="MaxWorkerNodes"/>, so that the cluster has a fixed size. Less than those: nodes come when tasks and actors wait for them, and leave when they are idle.</summary>
    public int? MinWorkerNodes { get; init; }

    /// <summary>How many nodes may be on their way, as a multiple of those there are; 5 may be always. Default 1.0.</summary>
    public double UpscalingSpeed { get; init; } = 1.0;

    /// <summary>How long a node must have been idle before it leaves: it runs nothing, no actor lives on it, and it holds no object's first copy that somebody needs. Default 1 minute.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Logical CPUs that each worker node lends. Null: the cores of an executor (<c>spark.executor.cores</c>), or 1 where Spark does not tell.</summary>
    public double? CpusPerWorkerNode { get; init; }

    /// <summary>GPUs that each worker node lends, of those that Spark gave to its executor. Give it together with <see cref="CpusPerWorkerNode"/>, also as 0, where the executors have GPUs. Null: all of an executor's, beside its cores; where Spark does not tell those, as many as it gives to one task (<c>spark.task.resource.gpu.amount</c>). Less than all: a Spark task with a GPU on the same executor may be on the same device.</summary>
    public int? GpusPerWorkerNode { get; init; }

    /// <summary>Heap bytes that each worker node lends to tasks that ask for memory. Null: what the executors' heaps leave of its machine or container, divided by the nodes that fit there, less the objects' part.</summary>
    public long? MemoryPerWorkerNode { get; init; }

    /// <summary>Bytes of shared memory for objects of each worker node. Null: 30 % of a node's part of what the executors' heaps leave of the machine or container; no more than is left there when it starts.</summary>
    public long? ObjectStoreMemoryPerWorkerNode { get; init; }

    /// <summary>Custom resources that each worker node lends, by name.</summary>
    public IReadOnlyDictionary<string, double>? ResourcesPerWorkerNode { get; init; }

    /// <summary>Logical CPUs that the head node, this program, lends. Default 0: it only drives. Anything else takes them from whatever else runs on this machine, and a warning says so.</summary>
    public double CpusOnHeadNode { get; init; }

    /// <summary>GPUs of this machine that the head node lends. Default 0.</summary>
    public int GpusOnHeadNode { get; init; }

    /// <summary>Heap bytes of this machine that the head node lends to tasks that ask for memory. Null: what the machine has.</summary>
    public long? MemoryOnHeadNode { get; init; }

    /// <summary>Bytes of shared memory for objects of this program. Null: what <see cref="RayOptions.ObjectStoreMemory"/> of <see cref="Ray"/> says.</summary>
    public long? ObjectStoreMemoryOnHeadNode { get; init; }

    /// <summary>The address of this machine that the executors reach it by. Null: that by which it reaches Spark.</summary>
    public string? HeadAddress { get; init; }

    /// <summary>How long the nodes may take to be ready. Default 2 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long nodes may wait for Spark's cores once the cluster is set up; then what was asked for them is taken back for as long, so that other queries on the same Spark have their turn, and asked for again. Default 1 minute.</summary>
    public TimeSpan PendingTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether doubtful settings are errors instead of warnings: less than 4 CPUs or 10 GiB for a worker node; and whether more nodes than Spark has cores for are refused at once, instead of being waited for.</summary>
    public bool StrictMode { get; init; }

    /// <summary>Whether the .NET runtime is sent along with the program. Null: unless the program is self-contained.</summary>
    public bool? ShipsRuntime { get; init; }

    /// <summary>Environment variables of this program that reach the workers, as secrets: by a file of the session, which each node makes readable for the executors' user only, never by a query's text, a command line or a log.</summary>
    public IReadOnlyCollection<string> SecretVariables { get; init; } = [];

    /// <summary>A folder that the log files of all worker nodes are written to while they grow, as <see cref="RayOptions.CollectLogsTo"/>: a folder of this program's machine, which may be a mounted volume. Null: that of <see cref="Ray"/>, if there is one.</summary>
    public string? CollectLogsTo { get; init; }

    /// <summary>What the cluster's processes are told beside that: logging, actor namespace, folders to spill to, time-outs, and the like. <see cref="RayOptions.Cpus"/>, <see cref="RayOptions.Gpus"/>, <see cref="RayOptions.Memory"/>, <see cref="RayOptions.Resources"/> and <see cref="RayOptions.LocalNodes"/> are not looked at.</summary>
    public RayOptions Ray { get; init; } = new();

    /// <summary>Told how far the set-up is.</summary>
    public IProgress<string>? Progress { get; init; }

    private const int GoodCpus = 4;
    private const long GoodMemory = 10L << 30, GoodStore = 75L << 20;

    /// <summary>What is doubtful in them, in Ray's words; empty: nothing.</summary>
    internal IEnumerable<string> Doubts()
    {
        if (CpusPerWorkerNode < GoodCpus) yield return $"CpusPerWorkerNode is {CpusPerWorkerNode}: nodes with less than {GoodCpus} CPUs spend much on themselves. Ask for fewer, larger nodes.";
        if (MemoryPerWorkerNode < GoodMemory) yield return $"MemoryPerWorkerNode is {MemoryPerWorkerNode >> 20} MiB: less than {GoodMemory >> 30} GiB for a node leaves little for tasks and objects.";
        if (ObjectStoreMemoryPerWorkerNode < GoodStore) yield return $"ObjectStoreMemoryPerWorkerNode is {ObjectStoreMemoryPerWorkerNode >> 20} MiB: less than {GoodStore >> 20} MiB for objects makes a node spill early.";
        if (GpusOnHeadNode > 0) yield return $"GpusOnHeadNode is {GpusOnHeadNode}: tasks in this program's machine take what the program, and a Spark driver beside it, need.";
        if (CpusOnHeadNode > 0) yield return $"CpusOnHeadNode is {CpusOnHeadNode}: tasks in this program's machine take what the program, and a Spark driver beside it, need.";
    }

    /// <summary>What is doubtful of the memory that a node turned out to have, where none was asked for; null: nothing.</summary>
    /// <param name="memoryForTasks">What it lends to tasks, in bytes: the object store has 30 % beside it.</param>
    internal string? DoubtOf(long memoryForTasks) => MemoryPerWorkerNode is null && memoryForTasks < GoodMemory / 10 * 7
        ? $"The worker nodes have {memoryForTasks >> 20} MiB each for tasks, beside their object stores: less than {GoodMemory >> 30} GiB for a node in all leaves little. Ask for fewer nodes on a machine, or give Spark's executors less heap or larger machines."
        : null;

    /// <exception cref="ArgumentException">They contradict each other, or are doubtful and <see cref="StrictMode"/> is on.</exception>
    internal SparkClusterOptions Validated()
    {
        if (MaxWorkerNodes < 1) throw new ArgumentException($"{nameof(MaxWorkerNodes)} is {MaxWorkerNodes}; a cluster needs 1 worker node or more, or {nameof(AllThatFit)}.");
        if (MinWorkerNodes is < 0) throw new ArgumentException($"{nameof(MinWorkerNodes)} is {MinWorkerNodes}; give 0 or more, or null for as many as {nameof(MaxWorkerNodes)}.");
        if (MinWorkerNodes > MaxWorkerNodes) throw new ArgumentException($"{nameof(MinWorkerNodes)} is {MinWorkerNodes}, {nameof(MaxWorkerNodes)} is {MaxWorkerNodes}; the fewest must not be more than the most.");
        if (!(UpscalingSpeed > 0) || double.IsInfinity(UpscalingSpeed)) throw new ArgumentException($"{nameof(UpscalingSpeed)} is {UpscalingSpeed}; give a number above 0: 1 lets as many nodes be on their way as there are.");
        if (IdleTimeout <= TimeSpan.Zero) throw new ArgumentException($"{nameof(IdleTimeout)} is {IdleTimeout}; give a time above 0.");
        if (CpusPerWorkerNode is <= 0) throw new ArgumentException($"{nameof(CpusPerWorkerNode)} is {CpusPerWorkerNode}; give a number above 0, or null for the executors' cores.");
        if (MemoryPerWorkerNode is <= 0) throw new ArgumentException($"{nameof(MemoryPerWorkerNode)} is {MemoryPerWorkerNode}; give a number of bytes above 0, or null for what the machine has.");
        RequireStore(nameof(ObjectStoreMemoryPerWorkerNode), ObjectStoreMemoryPerWorkerNode);
        RequireStore(nameof(ObjectStoreMemoryOnHeadNode), ObjectStoreMemoryOnHeadNode);
        if (MemoryOnHeadNode is <= 0) throw new ArgumentException($"{nameof(MemoryOnHeadNode)} is {MemoryOnHeadNode}; give a number of bytes above 0, or null for what the machine has.");
        if (CpusOnHeadNode < 0) throw new ArgumentException($"{nameof(CpusOnHeadNode)} is {CpusOnHeadNode}; give 0 or more.");
        if (GpusPerWorkerNode < 0) throw new ArgumentException($"{nameof(GpusPerWorkerNode)} is {GpusPerWorkerNode}; give 0 or more, or null for what Spark gives to one task.");
        if (GpusPerWorkerNode > 0 && CpusPerWorkerNode is null) throw new ArgumentException($"{nameof(GpusPerWorkerNode)} is {GpusPerWorkerNode}, but {nameof(CpusPerWorkerNode)} is not set. Give both or neither: what a node takes of an executor is its CPUs and its GPUs together.");
        if (GpusOnHeadNode < 0) throw new ArgumentException($"{nameof(GpusOnHeadNode)} is {GpusOnHeadNode}; give 0 or more.");
        if (StartTimeout <= TimeSpan.Zero) throw new ArgumentException($"{nameof(StartTimeout)} is {StartTimeout}; give a time above 0.");
        if (PendingTimeout <= TimeSpan.Zero) throw new ArgumentException($"{nameof(PendingTimeout)} is {PendingTimeout}; give a time above 0.");
        foreach (string name in SecretVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is null) throw new ArgumentException($"{nameof(SecretVariables)} names {name}, which is not set in this program's environment.");
        }
        RequireNoDoubts();
        return this;
    }

    private static void RequireStore(string name, long? bytes)
    {
        if (bytes < ArenaBudget.MinCapacity) throw new ArgumentException($"{name} is {bytes}; give {ArenaBudget.MinCapacity} bytes or more, or null for a part of what the machine has.");
    }

    /// <exception cref="ArgumentException">They are doubtful and <see cref="StrictMode"/> is on.</exception>
    internal void RequireNoDoubts()
    {
        if (StrictMode && Doubts().FirstOrDefault() is { } doubt) throw new ArgumentException($"{doubt} ({nameof(StrictMode)} makes this an error.)");
    }
}
