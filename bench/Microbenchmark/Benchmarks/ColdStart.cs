using System.Diagnostics;
using Microbenchmark.Measuring;
using Microbenchmark.Remote;

namespace Microbenchmark.Benchmarks;

/// <summary>From StartAsync to its end, on to the first result, and from there to the end of all processes.</summary>
internal sealed class ColdStart() : Benchmark("cold start")
{
    public override Task<IReadOnlyList<Figure>> RunAsync(Settings settings) => MeasureAsync(settings);

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        List<Figure> figures = [];
        if (settings.Spark is not null) figures.Add(await FirstAsync(settings));
        int rounds = settings.Quick ? 3 : 10;
        var (ready, starts, ends) = (new double[rounds], new double[rounds], new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await using (await Clusters.StartAsync(settings))
            {
                ready[round] = clock.Elapsed.TotalMilliseconds;
                Check.SmallValue(await Jobs.Remote.SmallValue());
                starts[round] = clock.Elapsed.TotalMilliseconds;
                clock.Restart();
            }
            ends[round] = clock.Elapsed.TotalMilliseconds;
        }
        return [.. figures, Figure.Of("cold start to nodes ready", ready, "ms"), Figure.Of("cold start to first result", starts, "ms"), Figure.Of("end of a cluster", ends, "ms")];
    }

    /// <summary>The session is new: the program and the runtime are packed and sent.</summary>
    private static async Task<Figure> FirstAsync(Settings settings)
    {
        await Clusters.ConnectAsync(settings);
        var clock = Stopwatch.StartNew();
        await using (await Clusters.StartAsync(settings)) return Figure.Of("packed, sent, and nodes ready", [clock.Elapsed.TotalMilliseconds], "ms");
    }
}
