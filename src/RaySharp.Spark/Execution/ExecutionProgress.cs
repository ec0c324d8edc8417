namespace RaySharp.Spark;

/// <summary>How far an operation is.</summary>
/// <param name="Stages">Its stages that Spark knows of so far.</param>
/// <param name="InflightTasks">How many of its tasks run now.</param>
public sealed record ExecutionProgress(IReadOnlyList<StageProgress> Stages, long InflightTasks);

/// <summary>How far a stage is.</summary>
/// <param name="StageId">Spark's number of the stage.</param>
/// <param name="Tasks">How many tasks it has.</param>
/// <param name="CompletedTasks">How many of them are done.</param>
/// <param name="InputBytesRead">How much it has read.</param>
/// <param name="Done">Whether it is done.</param>
public sealed record StageProgress(long StageId, long Tasks, long CompletedTasks, long InputBytesRead, bool Done);
