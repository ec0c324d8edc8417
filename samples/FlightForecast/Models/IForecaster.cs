namespace FlightForecast.Models;

/// <summary>Tells the days after a history. Knows nothing but the history it is given.</summary>
internal interface IForecaster
{
    string Name { get; }

    void Forecast(ReadOnlySpan<double> history, Span<double> forecast);
}
