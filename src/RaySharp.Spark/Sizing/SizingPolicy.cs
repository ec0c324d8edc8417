using System.Globalization;
using RaySharp.Texts;

namespace RaySharp.Spark.Sizing;

/// <summary>Which sizes fit what Spark has. Pure.</summary>
internal static class SizingPolicy
{
    private const int GoodCpus = 4;
    private const double HeapOverhead = 1.1;     // Spark's default for what an executor takes beside its heap (spark.executor.memoryOverheadFactor)
    private const double ObjectShare = 0.3;      // Ray's default, https://docs.ray.io/en/latest/ray-core/scheduling/memory-management.html
    private const long LeastObjects = 75L << 20, Piece = 1L << 20;

    public static IReadOnlyList<ClusterProposal> Propose(SparkResources resources, double sparkShare)
    {
        if (!(sparkShare > 0 && sparkShare < 1)) throw new ArgumentOutOfRangeException(nameof(sparkShare), sparkShare, "The share that is left to Spark must be above 0 and below 1.");
        var executors = resources.Executors;
        if (executors.Count == 0) throw new InvalidOperationException("No executor is known: none answered. Is Spark still starting them, or are all busy with other queries?");
        int cores = executors.Min(static executor => executor.Cores);
        var common = Common(resources, executors, cores);
        var whole = Memory(new SparkClusterOptions { MaxWorkerNodes = executors.Count, CpusPerWorkerNode = cores, GpusPerWorkerNode = HasGpus(executors) ? 0 : null }, executors);
        List<ClusterProposal> proposals =
        [
            new(ClusterKind.Fixed, whole, [Say($"Spark has {CountText.Of(executors.Count, "executor")} of {Cores(cores)}: a node on each takes all of it."), .. common]),
            Scaling(resources, executors, whole, common),
        ];
        if (WithGpus(executors) is { } gpu) proposals.Add(gpu);
        if (Hybrid(executors, whole, cores, sparkShare) is { } hybrid) proposals.Add(hybrid);
        return proposals;
    }

    private static List<string> Common(SparkResources resources, IReadOnlyList<SparkExecutor> executors, int cores)
    {
        List<string> reasons = [];
        int largest = executors.Max(static executor => executor.Cores);
        if (largest != cores) reasons.Add(Say($"The executors differ, from {cores} to {largest} cores; all nodes are as large as the smallest allows."));
        if (cores > resources.CoresPerTask)
            reasons.Add(Say($"A task of Spark takes {Cores(resources.CoresPerTask)}, so that each node holds its cores by {CountText.Of(TasksOf(cores, resources.CoresPerTask), "task")}. With spark.task.cpus = {cores} one would do, if Spark is for this alone."));
        if (cores < GoodCpus) reasons.Add(Say($"Executors of less than {GoodCpus} cores make small nodes, which spend much on themselves: give Spark fewer, larger executors if you can."));
        long left = executors.Min(executor => LeftBeside(executor, executors));
        if (left <= LeastObjects) reasons.Add(Say($"The executors' heaps leave {Math.Max(left, 0) >> 20} MiB for a node: lower spark.executor.memory, or give the machines more."));
        return reasons;
    }

    private static ClusterProposal Scaling(SparkResources resources, IReadOnlyList<SparkExecutor> executors, SparkClusterOptions whole, List<string> common) => resources.HasDynamicAllocation
        ? new(ClusterKind.Autoscaling, whole with { MinWorkerNodes = 0, MaxWorkerNodes = resources.MaxExecutors ?? executors.Count },
            [
                resources.MaxExecutors is { } most
                    ? Say($"Spark brings up to {CountText.Of(most, "executor")} when nodes ask for them (spark.dynamicAllocation.maxExecutors), and lets idle ones go: without work the cluster costs nothing.")
                    : Say($"Spark brings executors when nodes ask for them, and does not say how many at most: as many as there are now."),
                .. common,
            ])
        : new(ClusterKind.Autoscaling, whole with { MinWorkerNodes = 1 }, ["Spark's executors stay, so that idle nodes only give their cores back to Spark's own queries; one stays, so that the next work starts at once.", .. common]);

    private static ClusterProposal? WithGpus(IReadOnlyList<SparkExecutor> all)
    {
        SparkExecutor[] executors = [.. all.Where(static executor => executor.Gpus > 0)];
        if (executors.Length == 0) return null;
        int gpus = executors.Min(static executor => executor.Gpus), cores = executors.Min(static executor => executor.Cores);
        var options = Memory(new SparkClusterOptions { MaxWorkerNodes = executors.Length, CpusPerWorkerNode = cores, GpusPerWorkerNode = gpus }, executors);
        return new(ClusterKind.Gpu, options, [Say($"GPUs are on {executors.Length} of {CountText.Of(all.Count, "executor")}, {gpus} or more each; a node on each takes them with its {Cores(cores)}, which load and prepare their data.")]);
    }

    private static ClusterProposal? Hybrid(IReadOnlyList<SparkExecutor> executors, SparkClusterOptions whole, int cores, double sparkShare)
    {
        if (executors.Count > 1)
        {
            int nodes = Math.Clamp((int)Math.Round(executors.Count * (1 - sparkShare)), 1, executors.Count - 1);
            return new(ClusterKind.Hybrid, whole with { MaxWorkerNodes = nodes }, [Say($"Nodes on {nodes} of {executors.Count} executors leave {CountText.Of(executors.Count - nodes, "whole executor")} to Spark's own queries: neither slows the other.")]);
        }
        if (cores < 2) return null;
        int cpus = Math.Clamp((int)Math.Round(cores * (1 - sparkShare)), 1, cores - 1);
        return new(ClusterKind.Hybrid, whole with { CpusPerWorkerNode = cpus }, [Say($"There is one executor; a node of {Cores(cpus)} leaves {cores - cpus} to Spark's own queries.")]);
    }

    /// <summary>What a node on the executor with the least may take, divided as Ray does.</summary>
    private static SparkClusterOptions Memory(SparkClusterOptions options, IReadOnlyList<SparkExecutor> executors)
    {
        long left = executors.Min(executor => LeftBeside(executor, executors));
        if (left <= LeastObjects) return options;
        long objects = Math.Max(LeastObjects, (long)(left * ObjectShare) / Piece * Piece);
        return options with { ObjectStoreMemoryPerWorkerNode = objects, MemoryPerWorkerNode = (left - objects) / Piece * Piece };
    }

    /// <summary>Of its machine's memory, what the executors there leave, divided by them.</summary>
    private static long LeftBeside(SparkExecutor executor, IReadOnlyList<SparkExecutor> all)
    {
        var beside = all.Where(other => other.Host == executor.Host).ToArray();
        return (executor.Memory - (long)(beside.Sum(static other => other.Heap) * HeapOverhead)) / beside.Length;
    }

    private static bool HasGpus(IReadOnlyList<SparkExecutor> executors) => executors.Any(static executor => executor.Gpus > 0);

    private static int TasksOf(int cores, int coresPerTask) => (cores + coresPerTask - 1) / coresPerTask;

    private static string Cores(int count) => CountText.Of(count, "core");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
