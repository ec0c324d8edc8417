using FlightForecast.Models;

namespace FlightForecast.Tests;

public sealed class WorkTests
{
    [Fact]
    public void The_best_of_each_series_is_chosen_from_all_pieces_of_the_grid()
    {
        double[] weekly = [.. Enumerable.Range(0, 90).Select(day => (double)(day % 7))];
        var work = new Work(DailyBatches.Of([("TST", weekly, weekly)]), [.. Candidate.All]);

        var best = work.BestOf(work.RunSequentially());

        Assert.Equal(2, best.Length);
        Assert.All(best, score => Assert.Equal(0, score.Mae, 1e-12));
    }
}
