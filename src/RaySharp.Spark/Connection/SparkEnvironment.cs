namespace RaySharp.Spark.Connection;

/// <summary>What the environment says about the server: the variables that Spark's own clients read.</summary>
internal static class SparkEnvironment
{
    public const string RemoteVariable = "SPARK_REMOTE";
    public const string TokenVariable = "SPARK_CONNECT_AUTHENTICATE_TOKEN";

    /// <summary>The given connection string, else the environment's, else this machine's default port.</summary>
    /// <param name="given">What the program said.</param>
    /// <param name="variable">Reads a variable.</param>
    public static SparkConnectionString Resolve(string? given, Func<string, string?> variable)
    {
        string text = given ?? (variable(RemoteVariable) is { Length: > 0 } remote ? remote : "sc://localhost");
        return SparkConnectionStringParser.Parse(text, variable(TokenVariable));
    }
}
