using Apache.Arrow;
using FlightForecast.Models;
using RaySharp;

namespace FlightForecast;

internal static partial class ForecastJobs
{
    /// <summary>One task: back-tests a piece of the grid on a series, which it reads where the batch lies, tells the board, and answers with the best of the piece.</summary>
    [RayRemote]
    public static Score Evaluate(RecordBatch batch, Series series, Candidate candidate, int number, ActorHandle<ProgressBoard> board)
    {
        var score = BackTest.Best(series.ValuesIn(batch), candidate);
        GC.KeepAlive(batch);
        _ = board.Done(number, $"{series.Name} {series.Measure}", score);
        return score;
    }
}
