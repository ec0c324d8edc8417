namespace RaySharp.Spark;

/// <summary>Spark refused a request or failed at it. The more special cases derive from it.</summary>
public class SparkException : Exception
{
    private readonly SparkErrorDetails _details;

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it: the server's own cause, or what this side's network said.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException) =>
        _details = details ?? new();

    /// <summary>Spark's name of the error, as TABLE_OR_VIEW_NOT_FOUND; null where the server gave none.</summary>
    public string? ErrorClass => _details.ErrorClass;

    /// <summary>The five characters of SQLSTATE; null where the server gave none.</summary>
    public string? SqlState => _details.SqlState;

    /// <summary>What the error's message was made of, by name.</summary>
    public IReadOnlyDictionary<string, string> MessageParameters => _details.MessageParameters;

    /// <summary>Where in the server it happened, a frame a line; null where the server does not tell.</summary>
    public string? ServerStackTrace => _details.ServerStackTrace;
}
