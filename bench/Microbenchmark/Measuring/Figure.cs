namespace Microbenchmark.Measuring;

/// <summary>What a benchmark found: mean and standard deviation of its rounds, and how long single calls took where they were timed.</summary>
internal sealed record Figure(string Name, double Mean, double Sd, string Unit = "/s", Latencies? Latencies = null)
{
    /// <summary>The name as Ray writes it in its results.</summary>
    public string Key => Name.Replace(' ', '_').Replace(':', '_').Replace('-', '_').Replace(",", "");

    public static Figure Of(string name, IReadOnlyCollection<double> rounds, string unit = "/s", Latencies? latencies = null)
    {
        double mean = rounds.Average();
        return new Figure(name, mean, Math.Sqrt(rounds.Average(round => (round - mean) * (round - mean))), unit, latencies);
    }
}
