namespace RaySharp.Spark;

/// <summary>A connection string is malformed. Its message never holds the value of a token or of a header.</summary>
public sealed class SparkConnectionStringException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="part">The part that is wrong: scheme, host, port, path, or a parameter's name.</param>
    /// <param name="message">What is wrong with it, what was found, what is allowed.</param>
    public SparkConnectionStringException(string part, string message) : base(message) => Part = part;

    /// <summary>The part that is wrong: scheme, host, port, path, or a parameter's name.</summary>
    public string Part { get; }
}
