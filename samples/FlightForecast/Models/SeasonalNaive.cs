namespace FlightForecast.Models;

/// <summary>Every day is as the same weekday of the last week was.</summary>
internal sealed record SeasonalNaive(int Season) : IForecaster
{
    public string Name => "seasonal naive";

    public void Forecast(ReadOnlySpan<double> history, Span<double> forecast)
    {
        for (int day = 0; day < forecast.Length; day++) forecast[day] = history[history.Length - Season + day % Season];
    }
}
