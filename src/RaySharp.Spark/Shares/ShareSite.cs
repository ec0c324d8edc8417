namespace RaySharp.Spark.Shares;

/// <summary>Where a share runs.</summary>
/// <param name="Executor">The executor, told apart from all others.</param>
/// <param name="Cores">The cores that Spark lends there; null: it could not be read.</param>
/// <param name="Pid">The share's process: after Spark has started the task again it is another.</param>
internal sealed record ShareSite(string Executor, int? Cores, int Pid);
