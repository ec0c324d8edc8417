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
        if (settings.Spark is not null) await (await Clusters.StartAsync(settings)).DisposeAsync();      // sends the program, once
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
        return [Figure.Of("cold start to nodes ready", ready, "ms"), Figure.Of("cold start to first result", starts, "ms"), Figure.Of("end of a cluster", ends, "ms")];
    }
}
