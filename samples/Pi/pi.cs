#:project ../../src/RaySharp
#:property StartupHookSupport=true
using RaySharp;

await using var ray = await Ray.StartAsync();

long[] hits = await Ray.WhenAll(Enumerable.Range(0, 64).Select(seed => Pi.Remote.Hits(1_000_000, seed)));
Console.WriteLine($"pi is about {4.0 * hits.Sum() / 64_000_000}");

internal static partial class Pi
{
    [RayRemote]
    public static long Hits(int samples, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, samples).LongCount(_ => double.Hypot(random.NextDouble(), random.NextDouble()) < 1);
    }
}
