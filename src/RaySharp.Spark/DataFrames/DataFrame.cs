using Apache.Arrow;
using RaySharp.Spark.Engine;
using RaySharp.Spark.Plans;
using RaySharp.Spark.Protocol;
using Schema = Apache.Arrow.Schema;

namespace RaySharp.Spark;

/// <summary>A query that has not run yet: rows as Spark will make them. It runs when its rows are asked for, and each time they are.</summary>
public sealed class DataFrame
{
    private readonly PlanRunner _runner;
    private readonly Func<CancellationToken, ValueTask<Relation>> _relation;

    internal DataFrame(PlanRunner runner, Relation relation) : this(runner, _ => ValueTask.FromResult(relation)) { }

    internal DataFrame(PlanRunner runner, Func<CancellationToken, ValueTask<Relation>> relation) => (_runner, _relation) = (runner, relation);

    /// <summary>Writes the rows somewhere.</summary>
    public DataFrameWriter Write => new(_runner, _relation);

    /// <summary>These columns only.</summary>
    /// <param name="expressions">Columns or expressions of them, in SQL: <c>"id"</c>, <c>"id * 2 AS twice"</c>, <c>"*"</c>.</param>
    public DataFrame Select(params IReadOnlyList<string> expressions) => Then(input => Relations.Project(input, expressions));

    /// <summary>The rows for which a condition holds.</summary>
    /// <param name="condition">In SQL: <c>"id % 2 = 0"</c>.</param>
    public DataFrame Filter(string condition) => Then(input => Relations.Filter(input, condition));

    /// <summary>At most so many rows.</summary>
    /// <param name="rows">How many.</param>
    public DataFrame Limit(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return Then(input => Relations.Limit(input, rows));
    }

    /// <summary>The same rows, spread anew.</summary>
    /// <param name="partitions">Over how many partitions.</param>
    public DataFrame Repartition(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return Then(input => Relations.Repartition(input, partitions));
    }

    /// <summary>Runs the query and gives its rows as they come. An empty result is one batch without rows. Who leaves the loop early interrupts the query.</summary>
    /// <param name="cancel">Interrupts the query.</param>
    public IAsyncEnumerable<RecordBatch> ToBatchesAsync(CancellationToken cancel = default) => ToBatchesAsync(null, cancel);

    /// <summary>Runs the query and gives its rows as they come.</summary>
    /// <param name="options">The operation's id and tags, and who is told how far it is.</param>
    /// <param name="cancel">Interrupts the query.</param>
    public async IAsyncEnumerable<RecordBatch> ToBatchesAsync(
        SparkOperationOptions? options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var relation = await _relation(cancel).ConfigureAwait(false);
        await foreach (var batch in _runner.BatchesAsync(relation, options, cancel).ConfigureAwait(false)) yield return batch;
    }

    /// <summary>Runs the query and gives all its rows at once.</summary>
    /// <param name="cancel">Interrupts the query.</param>
    public async Task<IReadOnlyList<RecordBatch>> CollectAsync(CancellationToken cancel = default) =>
        await _runner.CollectAsync(await _relation(cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>Runs the query and gives its rows one by one, as they come. Who leaves the loop early interrupts the query.</summary>
    /// <param name="cancel">Interrupts the query.</param>
    public async IAsyncEnumerable<SparkRow> ToRowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var batch in ToBatchesAsync(cancel).ConfigureAwait(false))
        {
            for (int row = 0; row < batch.Length; row++) yield return new SparkRow(batch, row);
        }
    }

    /// <summary>Runs the query and gives its first row; null: it has none.</summary>
    /// <param name="cancel">Interrupts the query.</param>
    public async Task<SparkRow?> FirstRowAsync(CancellationToken cancel = default)
    {
        foreach (var batch in await Limit(1).CollectAsync(cancel).ConfigureAwait(false))
        {
            if (batch.Length > 0) return new SparkRow(batch, 0);
        }
        return null;
    }

    /// <summary>How many rows there are.</summary>
    /// <param name="cancel">Interrupts the query.</param>
    public async Task<long> CountAsync(CancellationToken cancel = default)
    {
        var count = await _runner.CollectAsync(Relations.Count(await _relation(cancel).ConfigureAwait(false)), cancel).ConfigureAwait(false);
        return count.SelectMany(batch => ((Int64Array)batch.Column(0)).Values.ToArray()).Single();
    }

    /// <summary>The first rows as a table of text, to look at.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="truncate">Longer values are cut to so many signs; 0: none is.</param>
    /// <param name="vertical">One line for each value.</param>
    /// <param name="cancel">Interrupts the query.</param>
    public async Task<string> ShowAsync(int rows = 20, int truncate = 20, bool vertical = false, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(truncate);
        var shown = await _runner.CollectAsync(Relations.ShowString(await _relation(cancel).ConfigureAwait(false), rows, truncate, vertical), cancel).ConfigureAwait(false);
        return string.Concat(shown.SelectMany(batch => (IEnumerable<string>)(StringArray)batch.Column(0)));
    }

    /// <summary>The schema that the query's batches will have.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Schema> SchemaAsync(CancellationToken cancel = default)
    {
        // An empty result says it in Arrow's own words; Spark runs no job for it.
        var empty = await _runner.CollectAsync(Relations.Limit(await _relation(cancel).ConfigureAwait(false), 0), cancel).ConfigureAwait(false);
        return empty is [var batch, ..] ? batch.Schema : throw new SparkException("The server gave no schema: its empty result held no Arrow batch. Client and server do not fit.");
    }

    /// <summary>The schema as text, a column a line.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<string> SchemaTextAsync(CancellationToken cancel = default)
    {
        Plan plan = new() { Root = await _relation(cancel).ConfigureAwait(false) };
        var answer = await _runner.AnalyzeAsync(new() { TreeString = new() { Plan = plan } }, cancel).ConfigureAwait(false);
        return answer.TreeString.TreeString_;
    }

    /// <summary>How Spark will run the query.</summary>
    /// <param name="mode">How much it tells.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<string> ExplainAsync(ExplainMode mode = ExplainMode.Simple, CancellationToken cancel = default)
    {
        AnalyzePlanRequest.Types.Explain explain = new()
        {
            Plan = new() { Root = await _relation(cancel).ConfigureAwait(false) },
            ExplainMode = (AnalyzePlanRequest.Types.Explain.Types.ExplainMode)(mode + 1),
        };
        var answer = await _runner.AnalyzeAsync(new() { Explain = explain }, cancel).ConfigureAwait(false);
        return answer.Explain.ExplainString;
    }

    /// <summary>Makes the query known to SQL under a name, for as long as the session lives.</summary>
    /// <param name="name">The name.</param>
    /// <param name="replace">Whether a view of this name is replaced; else it is an error.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task CreateTempViewAsync(string name, bool replace = true, CancellationToken cancel = default)
    {
        CreateDataFrameViewCommand view = new() { Input = await _relation(cancel).ConfigureAwait(false), Name = name, Replace = replace };
        await _runner.RunAsync(new() { CreateDataframeView = view }, null, cancel).ConfigureAwait(false);
    }

    private DataFrame Then(Func<Relation, Relation> next) => new(_runner, async cancel => next(await _relation(cancel).ConfigureAwait(false)));
}
