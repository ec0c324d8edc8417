namespace RaySharp.Spark.Tests.Server;

/// <summary>Operations that would run for ever, as a hosted process does.</summary>
internal static class LongOperations
{
    /// <summary>A script that never reads its endless input and never ends. Without code generation the task notices that it is cancelled.</summary>
    public const string Sql = "SELECT TRANSFORM(id) USING 'exec sleep 1000' AS (report STRING) FROM range(0, 9000000000000000, 1, 1)";

    public static Task<IReadOnlyList<string>> AllowCancelAsync(SparkSession session) =>
        session.SetSettingAsync("spark.sql.codegen.wholeStage", "false", TestContext.Current.CancellationToken);

    /// <summary>Begins one; the task of the result ends with the operation, the other when its server reports of it.</summary>
    public static (Task Running, Task Started) Begin(ISparkSession session, SparkOperationOptions options, CancellationToken cancel)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("RAYSHARP_TEST_FULL") is null, "Known problem: a task that is interrupted while it starts its script may keep its slot, and what comes after it waits. Set RAYSHARP_TEST_FULL=1 to run it.");
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
