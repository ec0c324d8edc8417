using System.Collections.ObjectModel;

namespace RaySharp.Spark;

/// <summary>What Spark says about an error beside its message.</summary>
public sealed record SparkErrorDetails
{
    /// <summary>Spark's name of the error, as TABLE_OR_VIEW_NOT_FOUND; null where the server gave none.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>The five characters of SQLSTATE; null where the server gave none.</summary>
    public string? SqlState { get; init; }

    /// <summary>What the error's message was made of, by name.</summary>
    public IReadOnlyDictionary<string, string> MessageParameters { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Where in the server it happened, a frame a line; null where the server does not tell.</summary>
    public string? ServerStackTrace { get; init; }
}
