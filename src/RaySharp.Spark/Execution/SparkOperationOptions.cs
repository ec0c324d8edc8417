namespace RaySharp.Spark;

/// <summary>How an operation runs on the server.</summary>
public sealed record SparkOperationOptions
{
    /// <summary>The operation's id, by which it can be interrupted; made by the client where none is given.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>Names under which the operation can be interrupted together with others. No commas.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>Told every few seconds how far the operation is.</summary>
    public IProgress<ExecutionProgress>? Progress { get; init; }

    internal SparkOperationOptions Validated()
    {
        foreach (string tag in Tags) Validate(tag);
        return this;
    }

    internal static void Validate(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Length == 0 || tag.Contains(',')) throw new ArgumentException($"'{tag}' cannot be a tag: a tag has at least one sign, and no comma.", nameof(tag));
    }
}
