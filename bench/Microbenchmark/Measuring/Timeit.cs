using System.Diagnostics;

namespace Microbenchmark.Measuring;

/// <summary>Measures as Ray's own microbenchmark does: warm up, which finds the step, then rounds of whole steps.</summary>
internal static class Timeit
{
    /// <summary>The rate of a call.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="settings">How many rounds and how long.</param>
    /// <param name="call">The call; it checks its own result.</param>
    /// <param name="multiplier">What one call counts.</param>
    /// <param name="timed">Whether a call is one thing, so that its time says something.</param>
    /// <param name="unit">Of what the rate is.</param>
    public static async Task<Figure> RunAsync(string name, Settings settings, Func<Task> call, double multiplier = 1, bool timed = false, string unit = "/s")
    {
        int step = await WarmUpAsync(call, settings.WarmUp) / 10 + 1;
        var latencies = timed ? new Latencies() : null;
        var rounds = new double[settings.Rounds];
        for (int round = 0; round < rounds.Length; round++) rounds[round] = multiplier * await RoundAsync(call, step, settings.Round, latencies);
        return Figure.Of(name, rounds, unit, latencies);
    }

    private static async Task<int> WarmUpAsync(Func<Task> call, TimeSpan time)
    {
        int count = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time; count++) await call();
        return count;
    }

    private static async Task<double> RoundAsync(Func<Task> call, int step, TimeSpan time, Latencies? latencies)
    {
        int count = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < time; count += step)
        {
            for (int i = 0; i < step; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                await call();
                latencies?.Add(Stopwatch.GetTimestamp() - begin);
            }
        }
        return count / clock.Elapsed.TotalSeconds;
    }
}
