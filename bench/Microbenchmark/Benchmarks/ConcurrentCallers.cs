using System.Diagnostics;
using Microbenchmark.Measuring;
using Microbenchmark.Remote;

namespace Microbenchmark.Benchmarks;

/// <summary>A hundred callers, each one task at a time: whether one of them starves behind the others.</summary>
internal sealed class ConcurrentCallers() : Benchmark("100 callers tasks sync")
{
    private const int Callers = 100;

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        await RoundAsync(settings.WarmUp);
        var latencies = new Latencies();
        var (rates, fairness) = (new double[settings.Rounds], new double[settings.Rounds]);
        for (int round = 0; round < settings.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var callers = await RoundAsync(settings.Round);
            rates[round] = callers.Sum(caller => caller.Count) / clock.Elapsed.TotalSeconds;
            long[] counts = [.. callers.Select(caller => caller.Count).Order()];
            fairness[round] = (double)counts[0] / counts[Callers / 2];
            foreach (var caller in callers) latencies.Add(caller);
        }
        return [Figure.Of(Name, rates, latencies: latencies), Figure.Of("100 callers min per median caller", fairness, "")];
    }

    private static Task<Latencies[]> RoundAsync(TimeSpan time) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallerAsync(time))));

    private static async Task<Latencies> CallerAsync(TimeSpan time)
    {
        var latencies = new Latencies();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            long begin = Stopwatch.GetTimestamp();
            Check.SmallValue(await Jobs.Remote.SmallValue());
            latencies.Add(Stopwatch.GetTimestamp() - begin);
        }
        return latencies;
    }
}
