using System.Globalization;

namespace FlightForecast.Models;

/// <summary>Every day is as the days before were, where newer ones count more.</summary>
internal sealed record ExponentialSmoothing(double Alpha) : IForecaster
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"smoothing {Alpha}");

    public void Forecast(ReadOnlySpan<double> history, Span<double> forecast)
    {
        double level = history[0];
        foreach (double value in history[1..]) level += Alpha * (value - level);
        forecast.Fill(level);
    }
}
