using System.Runtime.CompilerServices;

namespace RaySharp.Tests.Stubs;

/// <summary>The sample program's jobs, compiled with the generator as users' code is.</summary>
internal static partial class SampleJobs
{
    [RayRemote]
    public static long Count(long samples, int seed = 7) => samples + seed;

    [RayRemote]
    public static async Task<long> Sum(long[] parts, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return parts.Sum();
    }

    [RayRemote(Returns = Returns.Separate)]
    public static (int Model, double Score) Fit(SampleConfig config) => ((int)(config.Lr * 1000), config.Lr);

    [RayRemote(Returns = Returns.Separate)]
    public static int[][] Split(int[] rows, int by = 2) => [.. rows.Chunk(by)];

    [RayRemote]
    public static async IAsyncEnumerable<int> Numbers(int n, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (int i = 0; i < n; i++)
        {
            await Task.Delay(0, cancel);
            yield return i;
        }
    }

    [RayRemote]
    public static Task Forever(CancellationToken cancel) => Task.Delay(-1, cancel);

    [RayRemote]
    public static void Log(int n, string? tag = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Console.WriteLine($"{tag} {n}");
    }

    [RayRemote]
    public static async Task<long> Use(ActorHandle<SampleCounter> counter, CancellationToken cancel) => await counter.Add(1).GetAsync(cancel: cancel);
}

internal sealed record SampleConfig(double Lr);
