using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Apache.Arrow;

namespace RaySharp.Spark.Tests.Fakes;

/// <summary>A session whose operations go on until a test ends them, or they are interrupted.</summary>
internal sealed class QuietSession : ISparkSession
{
    private readonly Channel<QuietOperation> _started = Channel.CreateUnbounded<QuietOperation>();

    public string SparkVersion => "4.0.0";

    public string ServerSideSessionId => "quiet";

    /// <summary>What it says that its executors have.</summary>
    public int Cores { get; set; } = 4;

    /// <summary>How it fails when it is asked for something; null: it does not.</summary>
    public Func<string, Exception?> Fails { get; set; } = static _ => null;

    public bool IsDisposed { get; private set; }

    public Task<QuietOperation> NextAsync() => _started.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    public async IAsyncEnumerable<RecordBatch> RunSqlAsync(string sql, SparkOperationOptions? options = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        QuietOperation operation = new(sql, options?.Progress);
        _started.Writer.TryWrite(operation);
        await operation.End.Task.WaitAsync(cancel);
        yield break;
    }

    public Task<string> ExplainSqlAsync(string sql, CancellationToken cancel = default) => Task.FromResult($"== Physical Plan ==\n*(1) Range (0, 1, step=1, splits={Cores})\n");

    public Task<IReadOnlyList<string>> InterruptTagAsync(string tag, CancellationToken cancel = default) => Answer<IReadOnlyList<string>>("the farewell", []);

    public Task AddArtifactAsync(SparkArtifact artifact, IProgress<ArtifactProgress>? progress = null, CancellationToken cancel = default) => Answer("an artifact", 0);

    public Task<string?> GetSettingAsync(string name, CancellationToken cancel = default) => Answer<string?>("a setting", null);

    public Task<IReadOnlyList<string>> SetSettingAsync(string name, string value, CancellationToken cancel = default) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task CreateTempViewAsync(string name, IReadOnlyList<RecordBatch> batches, CancellationToken cancel = default) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private Task<T> Answer<T>(string asked, T answer) => Fails(asked) is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
}

/// <summary>An operation of a <see cref="QuietSession"/>.</summary>
/// <param name="Sql">Its statement.</param>
/// <param name="Progress">Who is told how far it is.</param>
internal sealed record QuietOperation(string Sql, IProgress<ExecutionProgress>? Progress)
{
    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Spark says how many of its tasks run.</summary>
    public void Runs(int tasks) => Progress!.Report(new ExecutionProgress([], tasks));
}
