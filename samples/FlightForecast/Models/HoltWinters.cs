using System.Globalization;

namespace FlightForecast.Models;

/// <summary>Level, trend and an additive season, each smoothed; begun from the first two seasons.</summary>
internal sealed record HoltWinters(int Season, double Alpha, double Beta, double Gamma) : IForecaster
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"HW {Alpha}/{Beta}/{Gamma}");

    public void Forecast(ReadOnlySpan<double> history, Span<double> forecast)
    {
        double level = Mean(history[..Season]);
        double trend = (Mean(history[Season..(2 * Season)]) - level) / Season;
        Span<double> seasonal = stackalloc double[Season];
        double middle = (Season - 1) / 2.0;
        for (int day = 0; day < Season; day++) seasonal[day] = history[day] - (level + (day - middle) * trend);
        level += middle * trend;

        for (int day = Season; day < history.Length; day++)
        {
            ref double season = ref seasonal[day % Season];
            double before = level;
            level = Alpha * (history[day] - season) + (1 - Alpha) * (before + trend);
            trend = Beta * (level - before) + (1 - Beta) * trend;
            season = Gamma * (history[day] - level) + (1 - Gamma) * season;
        }
        for (int day = 0; day < forecast.Length; day++) forecast[day] = level + (day + 1) * trend + seasonal[(history.Length + day) % Season];
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
