using System.Globalization;
using System.Text.RegularExpressions;

namespace RaySharp.Spark.Hosting;

/// <summary>How many cores Spark's executors have together. No setting tells, and a query that counts them waits while all are busy.</summary>
internal static partial class SparkCores
{
    private const int SaidOfNone = 2;

    /// <summary>Spark makes as many partitions of a range as its executors have cores, if nobody set another number, and says so when it explains a plan. Null: it does not say.</summary>
    public static async Task<int?> ReadAsync(ISparkSession session, CancellationToken cancel) => In(await session.ExplainSqlAsync("SELECT id FROM range(1)", cancel).ConfigureAwait(false));

    /// <summary>The same, once there is an executor: before the first has come Spark says 2, which may also be all that there are.</summary>
    /// <param name="session">Where to ask.</param>
    /// <param name="patience">For how long the first is waited for; then what Spark says counts.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<int?> WhenThereAsync(ISparkSession session, TimeSpan patience, CancellationToken cancel)
    {
        int? cores = await ReadAsync(session, cancel).ConfigureAwait(false);
        if (cores is null or > SaidOfNone) return cores;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        either.CancelAfter(patience);
        try
        {
            await foreach (var batch in session.RunSqlAsync("SELECT count(*) FROM range(0, 1, 1, 1)", cancel: either.Token).ConfigureAwait(false)) batch.Dispose();     // runs on the first that comes
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return cores;
        }
        return await ReadAsync(session, cancel).ConfigureAwait(false);
    }

    public static int? In(string plan) => Splits().Match(plan) is { Success: true } found && int.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out int cores) ? cores : null;

    [GeneratedRegex(@"\bRange \(.*\bsplits=(\d+)")]
    private static partial Regex Splits();
}
