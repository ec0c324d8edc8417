using System.Globalization;
using RaySharp.Arena;

namespace RaySharp.Tests.Arena;

/// <summary>
/// How full an extent is when it first refuses an object: the figures of docs/arena.md. They are printed with -showLiveOutput.
/// </summary>
public sealed class FragmentationTests(ITestOutputHelper output)
{
    private const long KiB = 1 << 10, MiB = 1 << 20, Extent = 64 * MiB;
    private const int Seed = 1, Refusals = 2000, WarmUp = 200;

    private static readonly (string Name, Func<Random, long> Size)[] _sizes =
    [
        ("small: 64 bytes to 100 KiB", random => LogUniform(random, 64, 100 * KiB)),
        ("store: 100 KiB to 32 MiB, most below 1 MiB", random => random.Next(20) switch
        {
            < 14 => LogUniform(random, 100 * KiB, MiB),
            < 19 => LogUniform(random, MiB, 8 * MiB),
            _ => LogUniform(random, 8 * MiB, 32 * MiB),
        }),
        ("batches: 4 MiB, 2 % more or less", random => 4 * MiB + random.NextInt64(-80 * KiB, 80 * KiB)),
    ];

    [Fact]
    public void Best_fit_leaves_least_unused_under_the_sizes_of_an_object_store()
    {
        foreach ((string name, Func<Random, long> size) in _sizes)
        {
            foreach (bool oldestFirst in new[] { false, true })
            {
                double product = FilledAtRefusal(new BestFit(), size, oldestFirst);
                double first = FilledAtRefusal(new GapList(Extent, GapList.FirstFit), size, oldestFirst);
                double segregated = FilledAtRefusal(new GapList(Extent, GapList.SegregatedFit), size, oldestFirst);
                double powers = FilledAtRefusal(new GapList(Extent, GapList.PowerOfTwoFit, GapList.PowerOfTwo), size, oldestFirst);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, freed {(oldestFirst ? "oldest first" : "at random")}: "
                    + $"best fit {product:P1}, segregated fit {segregated:P1}, first fit {first:P1}, powers of two {powers:P1}"));
                Assert.True(product >= Math.Max(first, Math.Max(segregated, powers)) - 0.02, $"{name}: best fit fills only {product:P1}");
            }
        }
    }

    /// <summary>The mean of live bytes over capacity at each refusal; after it objects are freed until the refused one fits.</summary>
    private static double FilledAtRefusal(IPlacement placement, Func<Random, long> size, bool oldestFirst)
    {
        Random random = new(Seed);
        List<(long Offset, long Bytes)> live = [];
        long used = 0;
        double sum = 0;
        for (int refusals = 0; refusals < Refusals;)
        {
            long bytes = size(random);
            long offset = placement.Allocate(bytes);
            if (offset < 0 && refusals++ >= WarmUp)
                sum += (double)used / Extent;
            for (; offset < 0; offset = placement.Allocate(bytes))
            {
                int victim = oldestFirst ? 0 : random.Next(live.Count);
                placement.Free(live[victim].Offset);
                used -= live[victim].Bytes;
                live.RemoveAt(victim);
            }
            live.Add((offset, bytes));
            used += bytes;
        }
        return sum / (Refusals - WarmUp);
    }

    private static long LogUniform(Random random, long from, long to) => (long)(from * Math.Pow((double)to / from, random.NextDouble()));

    private sealed class BestFit : IPlacement
    {
        private readonly ExtentAllocator _allocator = new(Extent);

        public long Allocate(long bytes) => _allocator.TryAllocate(bytes, out long offset) ? offset : -1;

        public void Free(long offset) => _allocator.Free(offset);
    }
}
