using System.Globalization;
using Apache.Arrow;
using RaySharp.Spark.Arrow;

namespace RaySharp.Spark;

/// <summary>
/// A row of a query's result. Its values are bool, sbyte, short, int, long, float, double, decimal, string, byte[], DateOnly, DateTimeOffset (TIMESTAMP), DateTime (TIMESTAMP_NTZ),
/// TimeSpan; arrays are object?[], structs dictionaries by field, maps dictionaries. Many rows are read faster by column, from the record batches themselves.
/// </summary>
public readonly struct SparkRow
{
    private readonly RecordBatch _batch;
    private readonly int _row;

    internal SparkRow(RecordBatch batch, int row) => (_batch, _row) = (batch, row);

    /// <summary>The columns' names, in their order.</summary>
    public IReadOnlyList<string> Columns => [.. _batch.Schema.FieldsList.Select(static column => column.Name)];

    /// <summary>A column's value; null where it has none.</summary>
    /// <param name="column">Its place, from 0 on.</param>
    public object? this[int column] => ArrowValues.Of(_batch.Column(column), _row);

    /// <summary>A column's value; null where it has none.</summary>
    /// <param name="column">Its name, as the query has it.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? this[string column] => this[IndexOf(column)];

    /// <summary>A column's value as a type. Whole numbers become others that can hold them; float and decimal become double.</summary>
    /// <typeparam name="T">The type; one that can be null for a column that has nulls.</typeparam>
    /// <param name="column">Its name, as the query has it.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value is of another type, or null.</exception>
    /// <exception cref="OverflowException">The type cannot hold the number.</exception>
    public T Get<T>(string column) => Get<T>(IndexOf(column));

    /// <summary>A column's value as a type. Whole numbers become others that can hold them; float and decimal become double.</summary>
    /// <typeparam name="T">The type; one that can be null for a column that has nulls.</typeparam>
    /// <param name="column">Its place, from 0 on.</param>
    /// <exception cref="InvalidCastException">The value is of another type, or null.</exception>
    /// <exception cref="OverflowException">The type cannot hold the number.</exception>
    public T Get<T>(int column)
    {
        var (value, type) = (this[column], Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
        return value switch
        {
            T typed => typed,
            null when default(T) is null => default!,
            null => throw new InvalidCastException($"Column '{Name(column)}' is null in this row, and was asked for as {type.Name}. Ask for {type.Name}?, or leave such rows out in SQL."),
            IConvertible number when Widens(value, type) => (T)Convert.ChangeType(number, type, CultureInfo.InvariantCulture),
            _ => throw new InvalidCastException($"Column '{Name(column)}' is a {value.GetType().Name}, and was asked for as {type.Name}. Ask for what it is, or cast it in SQL."),
        };
    }

    /// <summary>All values, to look at.</summary>
    public override string ToString()
    {
        var row = this;
        return string.Join(", ", Columns.Select((name, column) => string.Create(CultureInfo.InvariantCulture, $"{name} = {row[column] ?? "null"}")));
    }

    /// <summary>Whether the type is one for such numbers: those of whole ones are looked at when they are known.</summary>
    private static bool Widens(object value, Type type) => value switch
    {
        sbyte or short or int or long => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal,
        float or decimal => type == typeof(double),
        _ => false,
    };

    private string Name(int column) => _batch.Schema.GetFieldByIndex(column).Name;

    private int IndexOf(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        int index = _batch.Schema.GetFieldIndex(column);
        return index >= 0 ? index : throw new ArgumentException($"There is no column '{column}'. The row has {string.Join(", ", Columns)}.", nameof(column));
    }
}
