using RaySharp.Spark.Protocol;

namespace RaySharp.Spark.Plans;

/// <summary>Makes relations, the building blocks of plans.</summary>
internal static class Relations
{
    public static Relation Sql(string query) => new() { Sql = new() { Query = query } };

    public static Relation Sql(string query, IEnumerable<KeyValuePair<string, object?>> named)
    {
        var relation = Sql(query);
        foreach (var (name, value) in named) relation.Sql.NamedArguments[name] = Literals.Of(name, value);
        return relation;
    }

    public static Relation Sql(string query, IReadOnlyList<object?> positional)
    {
        var relation = Sql(query);
        for (int i = 0; i < positional.Count; i++) relation.Sql.PosArguments.Add(Literals.Of($"{i + 1}", positional[i]));
        return relation;
    }

    public static Relation Table(string name) => new() { Read = new() { NamedTable = new() { UnparsedIdentifier = name } } };

    public static Relation Source(string? format, string? schema, IEnumerable<KeyValuePair<string, string>> options, IEnumerable<string> paths)
    {
        Read.Types.DataSource source = new();
        if (format != null) source.Format = format;
        if (schema != null) source.Schema = schema;
        foreach (var (name, value) in options) source.Options[name] = value;
        source.Paths.AddRange(paths);
        return new() { Read = new() { DataSource = source } };
    }

    public static Relation Project(Relation input, IEnumerable<string> expressions)
    {
        Project project = new() { Input = input };
        project.Expressions.AddRange(expressions.Select(Expression));
        return new() { Project = project };
    }

    public static Relation Filter(Relation input, string condition) => new() { Filter = new() { Input = input, Condition = Expression(condition) } };

    public static Relation Limit(Relation input, int rows) => new() { Limit = new() { Input = input, Limit_ = rows } };

    public static Relation Repartition(Relation input, int partitions) => new() { Repartition = new() { Input = input, NumPartitions = partitions, Shuffle = true } };

    public static Relation Count(Relation input)
    {
        Aggregate aggregate = new() { Input = input, GroupType = Aggregate.Types.GroupType.Groupby };
        aggregate.AggregateExpressions.Add(Expression("count(1)"));
        return new() { Aggregate = aggregate };
    }

    public static Relation ShowString(Relation input, int rows, int truncate, bool vertical) =>
        new() { ShowString = new() { Input = input, NumRows = rows, Truncate = truncate, Vertical = vertical } };

    private static Expression Expression(string sql) => new() { ExpressionString = new() { Expression = sql } };
}
