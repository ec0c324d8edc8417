namespace RaySharp.Spark.Tests.Server;

/// <summary>Operations that would run for ever, as a hosted process does.</summary>
internal static class LongOperations
{
    /// <summary>
    /// A script that reads its endless input slowly. One that does not read at all cannot be interrupted: Spark's thread that feeds it hangs in a write to the full pipe,
    /// never looks whether its task was cancelled, and the script lives on and keeps the slot. Without code generation it looks at every row.
    /// </summary>
    public const string Sql = "SELECT TRANSFORM(id) USING 'while read -r -N 8192 ids; do sleep 0.25; done' AS (report STRING) FROM range(0, 9000000000000000, 1, 1)";

    public static Task<IReadOnlyList<string>> AllowCancelAsync(SparkSession session) =>
        session.SetSettingAsync("spark.sql.codegen.wholeStage", "false", TestContext.Current.CancellationToken);

    /// <summary>Begins one; the task of the result ends with the operation, the other when its server reports of it.</summary>
    public static (Task Running, Task Started) Begin(ISparkSession session, SparkOperationOptions options, CancellationToken cancel)
    {
        FirstReport started = new();
        return (DrainAsync(), started.Task);

        async Task DrainAsync()
        {
            await foreach (var batch in session.RunSqlAsync(Sql, options with { Progress = started }, cancel)) batch.Dispose();
        }
    }

    private sealed class FirstReport : IProgress<ExecutionProgress>
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _first.Task;

        public void Report(ExecutionProgress value)
        {
            if (value.Stages.Count > 0) _first.TrySetResult();
        }
    }
}
