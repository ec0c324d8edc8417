using FlightForecast.Models;

namespace FlightForecast.Tests;

public sealed class ModelTests
{
    private const int Week = 7;

    [Fact]
    public void Seasonal_naive_repeats_the_last_week() =>
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 8], Forecast(new SeasonalNaive(Week), [.. Enumerable.Range(1, 14)], 8));

    [Fact]
    public void Moving_average_is_the_mean_of_its_window() =>
        Assert.Equal([5, 5], Forecast(new MovingAverage(3), [100, 4, 5, 6], 2));

    [Fact]
    public void Smoothing_goes_its_part_of_the_way_to_each_new_value() =>
        Assert.Equal([15], Forecast(new ExponentialSmoothing(0.5), [0, 20, 20], 1));

    [Fact]
    public void Holt_Winters_continues_a_trend_with_a_weekly_season_exactly()
    {
        int[] season = [0, 4, -4, 8, -8, 2, -2];
        int[] days = [.. Enumerable.Range(0, 70).Select(day => 100 + 2 * day + season[day % Week])];

        double[] forecast = Forecast(new HoltWinters(Week, 0.3, 0.1, 0.2), days[..63], Week);

        for (int day = 0; day < Week; day++) Assert.Equal(days[63 + day], forecast[day], 1e-9);
    }

    private static double[] Forecast(IForecaster model, int[] history, int days)
    {
        double[] forecast = new double[days];
        model.Forecast(Array.ConvertAll(history, value => (double)value), forecast);
        return forecast;
    }
}
