using System.Globalization;
using System.Text.RegularExpressions;

namespace RaySharp.Spark.Hosting;

/// <summary>How many cores Spark's executors have together. No setting tells, and a query that counts them waits while all are busy.</summary>
internal static partial class SparkCores
{
    /// <summary>Spark makes as many partitions of a range as its executors have cores, if nobody set another number, and says so when it explains a plan. Null: it does not say.</summary>
    public static async Task<int?> ReadAsync(ISparkSession session, CancellationToken cancel) => In(await session.ExplainSqlAsync("SELECT id FROM range(1)", cancel).ConfigureAwait(false));

    public static int? In(string plan) => Splits().Match(plan) is { Success: true } found && int.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out int cores) ? cores : null;

    [GeneratedRegex(@"\bRange \(.*\bsplits=(\d+)")]
    private static partial Regex Splits();
}
