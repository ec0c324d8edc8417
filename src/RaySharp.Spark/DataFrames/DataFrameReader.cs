using RaySharp.Spark.Engine;
using RaySharp.Spark.Plans;

namespace RaySharp.Spark;

/// <summary>Says where rows come from. Each method gives a reader that knows more; the one before stays as it was.</summary>
public sealed class DataFrameReader
{
    private readonly PlanRunner _runner;
    private string? _format;
    private string? _schema;
    private Dictionary<string, string> _options = [];

    internal DataFrameReader(PlanRunner runner) => _runner = runner;

    /// <summary>The files' format.</summary>
    /// <param name="format">parquet, delta, csv, json, orc, text, or another that the server knows.</param>
    public DataFrameReader Format(string format) => With(reader => reader._format = format);

    /// <summary>The rows' schema, where the files do not tell it.</summary>
    /// <param name="schema">As in SQL: <c>"id BIGINT, name STRING"</c>.</param>
    public DataFrameReader Schema(string schema) => With(reader => reader._schema = schema);

    /// <summary>An option of the format.</summary>
    /// <param name="name">Its name, as <c>header</c>.</param>
    /// <param name="value">Its value, as <c>true</c>.</param>
    public DataFrameReader Option(string name, string value) => With(reader => reader._options = new(_options) { [name] = value });

    /// <summary>The rows in files.</summary>
    /// <param name="paths">Where they are, as the server sees it.</param>
    public DataFrame Load(params IReadOnlyList<string> paths) => new(_runner, Relations.Source(_format, _schema, _options, paths));

    /// <summary>The rows of a table or view.</summary>
    /// <param name="name">Its name.</param>
    public DataFrame Table(string name) => new(_runner, Relations.Table(name));

    private DataFrameReader With(Action<DataFrameReader> change)
    {
        var copy = (DataFrameReader)MemberwiseClone();
        change(copy);
        return copy;
    }
}
