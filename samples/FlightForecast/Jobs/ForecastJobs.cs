using FlightForecast.Models;
using RaySharp;

namespace FlightForecast;

internal static partial class ForecastJobs
{
    /// <summary>One task: back-tests a piece of the grid on a series, tells the board, and answers with the best of the piece.</summary>
    [RayRemote]
    public static Score Evaluate(Series series, Candidate candidate, int number, ActorHandle<ProgressBoard> board)
    {
        var score = BackTest.Best(series, candidate);
        _ = board.Done(number, $"{series.Name} {series.Measure}", score);
        return score;
    }
}
