using Apache.Arrow;

namespace RaySharp.Spark;

/// <summary>What a program that runs on Spark asks of a session. <see cref="SparkSession"/> is one; another client of Spark can be made one.</summary>
public interface ISparkSession : IAsyncDisposable
{
    /// <summary>The server's version, as 4.1.4.</summary>
    string SparkVersion { get; }

    /// <summary>The server's own id of the session: the executors' folder with its artifacts is called so.</summary>
    string ServerSideSessionId { get; }

    /// <summary>Runs an SQL statement and gives its rows as they come.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="options">The operation's id and tags, and who is told how far it is.</param>
    /// <param name="cancel">Interrupts the operation at the server.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SparkInterruptedException">The operation was interrupted in another way.</exception>
    /// <exception cref="SparkException">It failed.</exception>
    IAsyncEnumerable<RecordBatch> RunSqlAsync(string sql, SparkOperationOptions? options = null, CancellationToken cancel = default);

    /// <summary>How Spark would run a query: its physical plan as text. Nothing runs.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<string> ExplainSqlAsync(string sql, CancellationToken cancel = default);

    /// <summary>Interrupts the session's operations that have a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The ids of the operations that were interrupted.</returns>
    Task<IReadOnlyList<string>> InterruptTagAsync(string tag, CancellationToken cancel = default);

    /// <summary>Sends a file or archive to the session, for its executors. The same content under the same name may be sent again.</summary>
    /// <param name="artifact">The file.</param>
    /// <param name="progress">Told how much has been sent.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SparkArtifactException">Another content has this name already, or the file did not arrive whole.</exception>
    Task AddArtifactAsync(SparkArtifact artifact, IProgress<ArtifactProgress>? progress = null, CancellationToken cancel = default);

    /// <summary>A setting's value; null where it has none.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<string?> GetSettingAsync(string name, CancellationToken cancel = default);

    /// <summary>Sets a setting of the session.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What the server warns of.</returns>
    Task<IReadOnlyList<string>> SetSettingAsync(string name, string value, CancellationToken cancel = default);

    /// <summary>Makes batches known to the session's SQL under a name.</summary>
    /// <param name="name">The name; a view that has it is replaced.</param>
    /// <param name="batches">At least one batch; all have one schema.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task CreateTempViewAsync(string name, IReadOnlyList<RecordBatch> batches, CancellationToken cancel = default);
}
