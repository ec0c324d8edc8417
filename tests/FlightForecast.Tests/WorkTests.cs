using FlightForecast.Models;

namespace FlightForecast.Tests;

public sealed class WorkTests
{
    [Fact]
    public void The_best_of_each_series_is_chosen_from_all_pieces_of_the_grid()
    {
        var series = new Series("TST", Measure.Flights, [.. Enumerable.Range(0, 90).Select(day => (double)(day % 7))]);
        var work = new Work([series, series], [.. Candidate.All]);

        var best = work.BestOf(work.RunSequentially());

        Assert.Equal(2, best.Length);
        Assert.All(best, score => Assert.Equal(0, score.Mae, 1e-12));
    }
}
