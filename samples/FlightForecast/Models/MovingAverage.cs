namespace FlightForecast.Models;

/// <summary>Every day is as the last days were on average.</summary>
internal sealed record MovingAverage(int Window) : IForecaster
{
    public string Name => $"moving average {Window}";

    public void Forecast(ReadOnlySpan<double> history, Span<double> forecast)
    {
        double sum = 0;
        foreach (double value in history[^Window..]) sum += value;
        forecast.Fill(sum / Window);
    }
}
