namespace RaySharp.Tests.Cluster.Jobs;

internal static class WorkerStarts
{
    public const string BrokenVariable = "RAYSHARP_TEST_BROKEN_START";

    [RayWorkerStart]
    internal static void Start()
    {
        if (Environment.GetEnvironmentVariable(BrokenVariable) is { } words) throw new InvalidOperationException(words);
    }
}
