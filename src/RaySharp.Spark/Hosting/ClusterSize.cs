using System.Globalization;
using RaySharp.Texts;

namespace RaySharp.Spark.Hosting;

/// <summary>How many nodes there are to be and how large, where the options leave it to what Spark has.</summary>
/// <param name="Least">The fewest nodes.</param>
/// <param name="Most">The most nodes.</param>
/// <param name="Cpus">CPUs of each.</param>
/// <param name="Gpus">GPUs of each.</param>
/// <param name="TasksPerNode">Tasks that a node takes.</param>
/// <param name="Executor">What an executor has.</param>
internal sealed record ClusterSize(int Least, int Most, double Cpus, int Gpus, int TasksPerNode, ExecutorShape Executor)
{
    /// <summary>A node's part of its executor's cores, also of those that no task of Spark's can have.</summary>
    public int CoresPerNode => Executor.NodesOf(TasksPerNode) is { } nodes ? Executor.Cores!.Value / nodes : TasksPerNode * Executor.CoresPerTask;

    /// <exception cref="ArgumentException">An executor can hold no such node; or nobody says how many fit; or what Spark has makes a doubtful node, and StrictMode is on.</exception>
    public static async Task<ClusterSize> OfAsync(SparkClusterOptions options, ISparkSession session, CancellationToken cancel)
    {
        double? gpusOfExecutor = await AmountAsync(session, "spark.executor.resource.gpu.amount", cancel).ConfigureAwait(false);
        double gpusOfTask = await AmountAsync(session, "spark.task.resource.gpu.amount", cancel).ConfigureAwait(false) ?? 0;
        ExecutorShape executor = new(
            await NumberAsync(session, "spark.executor.cores", cancel).ConfigureAwait(false), await NumberAsync(session, "spark.task.cpus", cancel).ConfigureAwait(false) ?? 1,
            gpusOfExecutor ?? 0, gpusOfExecutor is null ? 0 : gpusOfTask);
        double cpus = options.CpusPerWorkerNode ?? executor.Cores ?? 1;
        int gpus = GpusOf(options, gpusOfExecutor, executor.Cores is null ? gpusOfTask : gpusOfExecutor ?? 0);
        if (executor.TasksFor(cpus, gpus) is not { } tasks)
            throw new ArgumentException(Say($"{nameof(options.CpusPerWorkerNode)} is {cpus}, but an executor has {CountText.Of(executor.Cores ?? 0, "core")} (spark.executor.cores). Ask for fewer CPUs per node, or give Spark larger executors."));
        ClusterSize size = new(0, options.MaxWorkerNodes, cpus, gpus, tasks, executor);
        if (options.MaxWorkerNodes == SparkClusterOptions.AllThatFit) size = size with { Most = await size.AllThatFitAsync(session, options.StartTimeout, cancel).ConfigureAwait(false) };
        if (options.MinWorkerNodes > size.Most)
            throw new ArgumentException(Say($"{nameof(options.MinWorkerNodes)} is {options.MinWorkerNodes}, but Spark has room for {CountText.Of(size.Most, "node")} of {CountText.Of(cpus, "CPU")}. Ask for fewer, or for smaller ones."));
        (options with { CpusPerWorkerNode = cpus }).RequireNoDoubts();
        size = size with { Least = options.MinWorkerNodes ?? size.Most };
        if (options.StrictMode && options.MaxWorkerNodes != SparkClusterOptions.AllThatFit && await size.FitAsync(session, options.StartTimeout, cancel).ConfigureAwait(false) is { } fit && fit < size.Least)
            throw new ArgumentException(Say($"This asks for {CountText.Of(size.Least, "worker node")} of {CountText.Of(cpus, "CPU")}, but Spark has cores for {fit}. Ask for fewer, or for smaller ones, or give Spark more executors. ({nameof(options.StrictMode)} makes this an error; without it nodes wait for {nameof(options.StartTimeout)}.)"));
        return size;
    }

    /// <param name="options">What is asked for.</param>
    /// <param name="ofExecutor">What an executor has.</param>
    /// <param name="unasked">What a node has where nothing is asked for.</param>
    private static int GpusOf(SparkClusterOptions options, double? ofExecutor, double unasked)
    {
        if (options.GpusPerWorkerNode is { } asked)
        {
            return asked <= (ofExecutor ?? asked) ? asked : throw new ArgumentException(Say(
                $"{nameof(options.GpusPerWorkerNode)} is {asked}, but an executor has {ofExecutor} (spark.executor.resource.gpu.amount). Ask for less, or give the executors more."));
        }
        if (options.CpusPerWorkerNode is not null && ofExecutor > 0)
        {
            throw new ArgumentException(Say($"{nameof(options.CpusPerWorkerNode)} is {options.CpusPerWorkerNode}, but {nameof(options.GpusPerWorkerNode)} is not set, and the executors have {CountText.Of(ofExecutor.Value, "GPU")} each. ")
                + "Give both or neither: what a node takes of an executor is its CPUs and its GPUs together. 0 GPUs may be said.");
        }
        return (int)unasked;
    }

    private async Task<int> AllThatFitAsync(ISparkSession session, TimeSpan patience, CancellationToken cancel) =>
        await FitAsync(session, patience, cancel).ConfigureAwait(false) switch
        {
            null => throw new ArgumentException($"{nameof(SparkClusterOptions.MaxWorkerNodes)} is {nameof(SparkClusterOptions.AllThatFit)}, but Spark brings executors as they are needed, and does not say how many there may be (spark.dynamicAllocation.maxExecutors, spark.executor.cores). Give a number of nodes."),
            0 => throw new ArgumentException($"{nameof(SparkClusterOptions.MaxWorkerNodes)} is {nameof(SparkClusterOptions.AllThatFit)}, but Spark has too few cores for a node of {CountText.Of(TasksPerNode, "task")} of {CountText.Of(Executor.CoresPerTask, "core")}. Ask for fewer CPUs per node."),
            { } nodes => nodes,
        };

    /// <summary>How many nodes Spark's cores are enough for, busy ones counted: which are free it tells nobody through a session. Null: it does not say how many it may have.</summary>
    private async Task<int?> FitAsync(ISparkSession session, TimeSpan patience, CancellationToken cancel)
    {
        if (await session.GetSettingAsync("spark.dynamicAllocation.enabled", cancel).ConfigureAwait(false) == "true")
        {
            int? executors = await NumberAsync(session, "spark.dynamicAllocation.maxExecutors", cancel).ConfigureAwait(false);
            return executors is null or int.MaxValue ? null : executors * Executor.NodesOf(TasksPerNode);
        }
        int? cores = await SparkCores.WhenThereAsync(session, patience, cancel).ConfigureAwait(false);
        return Executor.NodesOf(TasksPerNode) is { } nodes ? cores / Executor.Cores * nodes : cores / Executor.CoresPerTask / TasksPerNode;
    }

    private static async Task<double?> AmountAsync(ISparkSession session, string setting, CancellationToken cancel) =>
        double.TryParse(await session.GetSettingAsync(setting, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture, out double amount) ? amount : null;

    private static async Task<int?> NumberAsync(ISparkSession session, string setting, CancellationToken cancel) =>
        int.TryParse(await session.GetSettingAsync(setting, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
