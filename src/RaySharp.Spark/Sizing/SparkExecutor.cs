namespace RaySharp.Spark;

/// <summary>An executor as a task that ran on it saw it.</summary>
/// <param name="Id">Spark's id of it; <c>driver</c> where Spark runs tasks in its driver.</param>
/// <param name="Host">Its machine's or container's name.</param>
/// <param name="Cores">The cores that Spark lends there.</param>
/// <param name="Memory">Bytes of its machine, or of its container where that has a limit.</param>
/// <param name="Heap">Bytes that its Java heap may take of them; 0 where that is not known.</param>
/// <param name="Gpus">The GPUs that Spark gave to it.</param>
public sealed record SparkExecutor(string Id, string Host, int Cores, long Memory, long Heap, int Gpus);
