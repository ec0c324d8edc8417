using FlightForecast.Models;

namespace FlightForecast.Tests;

public sealed class BackTestTests
{
    [Fact]
    public void A_model_that_is_always_right_has_no_error()
    {
        double[] weekly = [.. Enumerable.Range(0, 100).Select(day => (double)(day % 7 + 1))];

        var score = BackTest.Run(weekly, new SeasonalNaive(7), ModelFamily.SeasonalNaive);

        Assert.Equal(new Score(ModelFamily.SeasonalNaive, "seasonal naive", 0, 0, (100 - BackTest.FirstOrigin - BackTest.Horizon + 1) * BackTest.Horizon), score);
    }

    [Fact]
    public void Errors_are_absolute_and_relative_to_the_days_that_are_not_zero()
    {
        double[] values = [.. Enumerable.Range(0, BackTest.FirstOrigin).Select(_ => 3.0), 0, 2, 4, 3, 3, 3, 3];

        var score = BackTest.Run(values, new MovingAverage(7), ModelFamily.MovingAverage);

        Assert.Equal((3 + 1 + 1) / 7.0, score.Mae, 1e-12);
        Assert.Equal((0.5 + 0.25) / 6, score.Mape, 1e-12);
    }

    [Fact]
    public void A_series_too_short_to_test_is_refused_with_the_number_of_days() =>
        Assert.Contains("63 days, not 62", Assert.Throws<ArgumentException>(() => BackTest.Run(new double[62], new SeasonalNaive(7), ModelFamily.SeasonalNaive)).Message);

    [Fact]
    public void The_best_of_a_piece_of_the_grid_is_none_worse_than_any_other()
    {
        double[] values = [.. Enumerable.Range(0, 90).Select(day => 50 + 10 * Math.Sin(day * 0.9) + day % 7)];
        var candidate = new Candidate(ModelFamily.HoltWinters, 0.3);

        var best = BackTest.Best(values, candidate);

        Assert.All(candidate.Models(), model => Assert.True(best.Mae <= BackTest.Run(values, model, candidate.Family).Mae));
    }
}
