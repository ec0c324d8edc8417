using System.Diagnostics;

namespace WirePing;

internal static class Statistics
{
    public static string Of(long[] ticks)
    {
        Array.Sort(ticks);
        return $"p50 {Micros(500):0.00} us, p99 {Micros(990):0.00} us, p99.9 {Micros(999):0.0} us";

        double Micros(int perMille) => ticks[(int)((long)ticks.Length * perMille / 1000)] * 1e6 / Stopwatch.Frequency;
    }
}
