using RaySharp.Spark.Engine;
using RaySharp.Spark.Protocol;
using TableSaveMethod = RaySharp.Spark.Protocol.WriteOperation.Types.SaveTable.Types.TableSaveMethod;
using WireSaveMode = RaySharp.Spark.Protocol.WriteOperation.Types.SaveMode;

namespace RaySharp.Spark;

/// <summary>Says where rows go. Each method gives a writer that knows more; the one before stays as it was.</summary>
public sealed class DataFrameWriter
{
    private readonly PlanRunner _runner;
    private readonly Func<CancellationToken, ValueTask<Relation>> _relation;
    private string? _format;
    private SaveMode _mode;
    private IReadOnlyList<string> _partitionColumns = [];
    private Dictionary<string, string> _options = [];

    internal DataFrameWriter(PlanRunner runner, Func<CancellationToken, ValueTask<Relation>> relation) => (_runner, _relation) = (runner, relation);

    /// <summary>The files' format.</summary>
    /// <param name="format">parquet, delta, csv, json, orc, or another that the server knows.</param>
    public DataFrameWriter Format(string format) => With(writer => writer._format = format);

    /// <summary>What to do where data exists already. Where nothing is said: refuse.</summary>
    /// <param name="mode">What to do.</param>
    public DataFrameWriter Mode(SaveMode mode) => With(writer => writer._mode = mode);

    /// <summary>The columns by whose values the rows are divided into folders.</summary>
    /// <param name="columns">Their names.</param>
    public DataFrameWriter PartitionBy(params IReadOnlyList<string> columns) => With(writer => writer._partitionColumns = [.. columns]);

    /// <summary>An option of the format.</summary>
    /// <param name="name">Its name, as <c>header</c>.</param>
    /// <param name="value">Its value, as <c>true</c>.</param>
    public DataFrameWriter Option(string name, string value) => With(writer => writer._options = new(_options) { [name] = value });

    /// <summary>Writes files into a folder.</summary>
    /// <param name="path">The folder, as the server sees it.</param>
    /// <param name="cancel">Interrupts it.</param>
    public Task SaveAsync(string path, CancellationToken cancel = default) => RunAsync(write => write.Path = path, cancel);

    /// <summary>Writes a table that is made of the rows, or holds such rows.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="cancel">Interrupts it.</param>
    public Task SaveAsTableAsync(string name, CancellationToken cancel = default) =>
        RunAsync(write => write.Table = new() { TableName = name, SaveMethod = TableSaveMethod.SaveAsTable }, cancel);

    /// <summary>Adds the rows to a table, column by column in their order, whatever their names; with <see cref="SaveMode.Overwrite"/> instead of what is there.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="cancel">Interrupts it.</param>
    public Task InsertIntoAsync(string name, CancellationToken cancel = default) =>
        RunAsync(write => write.Table = new() { TableName = name, SaveMethod = TableSaveMethod.InsertInto }, cancel);

    private async Task RunAsync(Action<WriteOperation> target, CancellationToken cancel)
    {
        WriteOperation write = new() { Input = await _relation(cancel).ConfigureAwait(false), Mode = WireMode(_mode) };
        if (_format != null) write.Source = _format;
        write.PartitioningColumns.AddRange(_partitionColumns);
        foreach (var (name, value) in _options) write.Options[name] = value;
        target(write);
        await _runner.RunAsync(new() { WriteOperation = write }, null, cancel).ConfigureAwait(false);
    }

    private static WireSaveMode WireMode(SaveMode mode) => mode switch
    {
        SaveMode.ErrorIfExists => WireSaveMode.ErrorIfExists,
        SaveMode.Append => WireSaveMode.Append,
        SaveMode.Overwrite => WireSaveMode.Overwrite,
        SaveMode.Ignore => WireSaveMode.Ignore,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such save mode."),
    };

    private DataFrameWriter With(Action<DataFrameWriter> change)
    {
        var copy = (DataFrameWriter)MemberwiseClone();
        change(copy);
        return copy;
    }
}
