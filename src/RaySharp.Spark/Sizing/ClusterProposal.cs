using System.Globalization;
using System.Text;

namespace RaySharp.Spark;

/// <summary>A size that fits a Spark cluster, and why.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Options">What to give to <see cref="RayOnSpark.SetupAsync(string, SparkClusterOptions, CancellationToken)"/>.</param>
/// <param name="Reasons">Why, a sentence each.</param>
public sealed record ClusterProposal(ClusterKind Kind, SparkClusterOptions Options, IReadOnlyList<string> Reasons)
{
    /// <summary>The options as C#, and the reasons below.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Kind}: new SparkClusterOptions {{ {nameof(Options.MaxWorkerNodes)} = {Options.MaxWorkerNodes}");
        Add(nameof(Options.MinWorkerNodes), Options.MinWorkerNodes);
        Add(nameof(Options.CpusPerWorkerNode), Options.CpusPerWorkerNode);
        Add(nameof(Options.GpusPerWorkerNode), Options.GpusPerWorkerNode);
        AddMiB(nameof(Options.MemoryPerWorkerNode), Options.MemoryPerWorkerNode);
        AddMiB(nameof(Options.ObjectStoreMemoryPerWorkerNode), Options.ObjectStoreMemoryPerWorkerNode);
        text.Append(" }");
        foreach (string reason in Reasons) text.AppendLine().Append("  - ").Append(reason);
        return text.ToString();

        void Add<T>(string name, T? value) where T : struct
        {
            if (value is { } given) text.Append(CultureInfo.InvariantCulture, $", {name} = {given}");
        }

        void AddMiB(string name, long? bytes)
        {
            if (bytes is { } given) text.Append(CultureInfo.InvariantCulture, $", {name} = {given >> 20}L << 20");
        }
    }
}
