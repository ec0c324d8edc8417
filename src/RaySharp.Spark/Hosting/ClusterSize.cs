using System.Globalization;
using Apache.Arrow;

namespace RaySharp.Spark.Hosting;

/// <summary>How many nodes there are to be and how large, where the options leave it to what Spark has.</summary>
/// <param name="Least">The fewest nodes.</param>
/// <param name="Most">The most nodes.</param>
/// <param name="Cpus">CPUs of each.</param>
/// <param name="Gpus">GPUs of each.</param>
/// <param name="CoresPerTask">Cores that a task of Spark takes.</param>
/// <param name="TasksPerNode">Tasks that a node takes.</param>
internal sealed record ClusterSize(int Least, int Most, double Cpus, int Gpus, int CoresPerTask, int TasksPerNode)
{
    /// <exception cref="ArgumentException">An executor can hold no such node; or nobody says how many fit; or what Spark has makes a doubtful node, and StrictMode is on.</exception>
    public static async Task<ClusterSize> OfAsync(SparkClusterOptions options, ISparkSession session, CancellationToken cancel)
    {
        int coresPerTask = await NumberAsync(session, "spark.task.cpus", cancel).ConfigureAwait(false) ?? 1;
        int? executorCores = await NumberAsync(session, "spark.executor.cores", cancel).ConfigureAwait(false);
        double cpus = options.CpusPerWorkerNode ?? executorCores ?? 1;
        int tasksPerNode = (int)Math.Ceiling(cpus / coresPerTask);
        if (executorCores / coresPerTask < tasksPerNode)
            throw new ArgumentException($"{nameof(options.CpusPerWorkerNode)} is {cpus}, which takes {tasksPerNode} tasks of {coresPerTask} cores (spark.task.cpus), but an executor has {executorCores} cores (spark.executor.cores). Ask for fewer CPUs per node, or give Spark larger executors.");
        int most = options.MaxWorkerNodes == SparkClusterOptions.AllThatFit ? await AllThatFitAsync(session, executorCores, coresPerTask, tasksPerNode, cancel).ConfigureAwait(false) : options.MaxWorkerNodes;
        if (options.MinWorkerNodes > most)
            throw new ArgumentException($"{nameof(options.MinWorkerNodes)} is {options.MinWorkerNodes}, but Spark has cores for {most} nodes of {cpus} CPUs. Ask for fewer, or for smaller ones.");
        (options with { CpusPerWorkerNode = cpus }).RequireNoDoubts();
        int least = options.MinWorkerNodes ?? most;
        if (options.StrictMode && options.MaxWorkerNodes != SparkClusterOptions.AllThatFit && await FitAsync(session, executorCores, coresPerTask, tasksPerNode, cancel).ConfigureAwait(false) is { } fit && fit < least)
            throw new ArgumentException($"{least} worker nodes of {cpus} CPUs were asked for, but Spark has cores for {fit}. Ask for fewer, or for smaller ones, or give Spark more executors. ({nameof(options.StrictMode)} makes this an error; without it nodes wait for {nameof(options.StartTimeout)}.)");
        int gpus = await GpusAsync(options, session, tasksPerNode, cancel).ConfigureAwait(false);
        return new ClusterSize(least, most, cpus, gpus, coresPerTask, tasksPerNode);
    }

    private static async Task<int> GpusAsync(SparkClusterOptions options, ISparkSession session, int tasksPerNode, CancellationToken cancel)
    {
        double? onExecutor = await AmountAsync(session, "spark.executor.resource.gpu.amount", cancel).ConfigureAwait(false);
        if (options.GpusPerWorkerNode is { } asked)
        {
            return asked <= (onExecutor ?? asked) ? asked : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(options.GpusPerWorkerNode)} is {asked}, but an executor has {onExecutor} (spark.executor.resource.gpu.amount). Ask for less, or give the executors more."));
        }
        if (options.CpusPerWorkerNode is not null && onExecutor > 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{nameof(options.CpusPerWorkerNode)} is {options.CpusPerWorkerNode}, but {nameof(options.GpusPerWorkerNode)} is not set, and the executors have {onExecutor} GPUs each. ")
                + "Give both or neither: what a node takes of an executor is its CPUs and its GPUs together. 0 GPUs may be said.");
        }
        return (int)((await AmountAsync(session, "spark.task.resource.gpu.amount", cancel).ConfigureAwait(false) ?? 0) * tasksPerNode);
    }

    private static async Task<int> AllThatFitAsync(ISparkSession session, int? executorCores, int coresPerTask, int tasksPerNode, CancellationToken cancel) =>
        await FitAsync(session, executorCores, coresPerTask, tasksPerNode, cancel).ConfigureAwait(false) switch
        {
            null => throw new ArgumentException($"{nameof(SparkClusterOptions.MaxWorkerNodes)} is {nameof(SparkClusterOptions.AllThatFit)}, but Spark brings executors as they are needed, and does not say how many there may be (spark.dynamicAllocation.maxExecutors, spark.executor.cores). Give a number of nodes."),
            0 => throw new ArgumentException($"{nameof(SparkClusterOptions.MaxWorkerNodes)} is {nameof(SparkClusterOptions.AllThatFit)}, but Spark has too few cores for a node of {tasksPerNode} tasks of {coresPerTask} cores. Ask for fewer CPUs per node."),
            { } nodes => nodes,
        };

    /// <summary>How many nodes Spark's cores are enough for, busy ones counted: which are free it tells nobody through a session. Null: it does not say how many it may have.</summary>
    private static async Task<int?> FitAsync(ISparkSession session, int? executorCores, int coresPerTask, int tasksPerNode, CancellationToken cancel)
    {
        if (await session.GetSettingAsync("spark.dynamicAllocation.enabled", cancel).ConfigureAwait(false) == "true")
        {
            int? executors = await NumberAsync(session, "spark.dynamicAllocation.maxExecutors", cancel).ConfigureAwait(false);
            return executors is null or int.MaxValue || executorCores is null ? null : executors.Value * (executorCores.Value / coresPerTask / tasksPerNode);
        }
        int cores = await CoresAsync(session, cancel).ConfigureAwait(false);
        return executorCores is { } size ? cores / size * (size / coresPerTask / tasksPerNode) : cores / coresPerTask / tasksPerNode;
    }

    /// <summary>Spark makes as many partitions of a range as all its executors have cores, if nobody set another number.</summary>
    private static async Task<int> CoresAsync(ISparkSession session, CancellationToken cancel)
    {
        long cores = 0;
        await foreach (var batch in session.RunSqlAsync("SELECT count(DISTINCT part) FROM (SELECT spark_partition_id() AS part FROM range(100000))", cancel: cancel).ConfigureAwait(false))
        {
            using (batch) cores = ((Int64Array)batch.Column(0)).GetValue(0) ?? 0;
        }
        return (int)cores;
    }

    private static async Task<double?> AmountAsync(ISparkSession session, string setting, CancellationToken cancel) =>
        double.TryParse(await session.GetSettingAsync(setting, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture, out double amount) ? amount : null;

    private static async Task<int?> NumberAsync(ISparkSession session, string setting, CancellationToken cancel) =>
        int.TryParse(await session.GetSettingAsync(setting, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
}
