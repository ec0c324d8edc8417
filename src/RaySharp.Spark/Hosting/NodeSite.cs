namespace RaySharp.Spark.Hosting;

/// <summary>Where nodes can be hosted: a session that has the program, and what Spark runs there for a share.</summary>
/// <param name="Session">The session.</param>
/// <param name="Command">By the share's number.</param>
internal sealed record NodeSite(ISparkSession Session, Func<int, string> Command);
