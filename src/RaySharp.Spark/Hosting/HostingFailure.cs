namespace RaySharp.Spark.Hosting;

/// <summary>Says why Spark does not host a node. What the launch script or the node itself said is one line of what Spark tells of a failed task.</summary>
internal static class HostingFailure
{
    private const string Voice = "RaySharp: ", NodesVoice = "This node could not start: ";
    private const string NoShell = "java.io.IOException: Cannot run program \"/bin/bash\"";
    private static readonly string[] _wordlessEnds = ["Broken pipe", "Stream closed"];

    /// <summary>What the user reads; everything that Spark said is its cause.</summary>
    public static SparkException Explain(SparkException fault)
    {
        SparkErrorDetails details = new() { ErrorClass = fault.ErrorClass, SqlState = fault.SqlState, MessageParameters = fault.MessageParameters };
        if (fault.GetType() != typeof(SparkException)) return fault;
        if (LastWords(fault) is { } words) return new SparkException($"No node could start on Spark's executors: {words}", fault, details);
        if (fault.Message.IndexOf(NoShell, StringComparison.Ordinal) is >= 0 and var at)
            return new SparkException($"Spark's executors cannot start the script that hosts a node: {fault.Message[at..].Split('\n')[0].Trim()}. Nodes need executors with a /bin/bash.", fault, details);
        if (Array.Exists(_wordlessEnds, end => fault.Message.Contains(end, StringComparison.Ordinal)))
            return new SparkException($"A node's process ended on Spark's executors and did not say why. The executors' logs may tell. Spark says: {fault.Message.Split('\n')[0]}", fault, details);
        return IsRefusal(fault.SqlState)
            ? new SparkException($"Spark refuses the statement that hosts a node, a script transform (SELECT TRANSFORM ... USING): {fault.Message} Nodes need a Spark where those are allowed: on Databricks dedicated (single-user) compute.", fault, details)
            : fault;
    }

    private static string? LastWords(SparkException fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            foreach (string line in cause.Message.Split('\n'))
            {
                int at = line.IndexOf(Voice, StringComparison.Ordinal);
                if (at >= 0) return line[(at + Voice.Length)..].Replace(NodesVoice, "", StringComparison.Ordinal).Trim();
            }
        }
        return null;
    }

    /// <summary>SQLSTATE's classes of what is not supported, of syntax and access rules, and of authorization: no task has run.</summary>
    private static bool IsRefusal(string? sqlState) => sqlState is { Length: 5 } && sqlState[..2] is "0A" or "42" or "28";
}
