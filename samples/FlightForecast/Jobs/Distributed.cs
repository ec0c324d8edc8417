using System.Runtime.CompilerServices;
using Apache.Arrow;
using FlightForecast.Display;
using FlightForecast.Models;
using RaySharp;

namespace FlightForecast;

/// <summary>Runs the work as remote tasks: each batch of figures is put into the object store once, and all tasks read it there.</summary>
internal static class Distributed
{
    public static async Task<Score[]> RunAsync(Work work, IProgressView view)
    {
        ActorHandle<ProgressBoard> board = ProgressBoard.Remote.Create();
        var tasks = new List<ObjectRef<Score>>(work.Count);
        var batches = new List<ObjectRef<RecordBatch>>();
        foreach (var batch in work.Data.Batches) batches.Add(await Ray.PutAsync(batch));
        foreach (var series in work.Series)
        {
            foreach (var candidate in work.Candidates) tasks.Add(ForecastJobs.Remote.Evaluate(batches[series.Batch], series, candidate, tasks.Count, board));
        }

        var scores = Ray.WhenAll(tasks);
        await view.ShowAsync(ProgressAsync(board, scores, work.Count), work.Count);
        return await scores;
    }

    /// <summary>Asks the board a hundred times in all, and ends when the work does, even if that failed.</summary>
    private static async IAsyncEnumerable<Progress> ProgressAsync(ActorHandle<ProgressBoard> board, Task scores, int total, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (int percent = 1; percent <= 100; percent++)
        {
            var progress = board.Reached(total * percent / 100).GetAsync(cancel: cancel);
            if (await Task.WhenAny(scores, progress) == scores && scores.IsFaulted) yield break;
            yield return await progress;
        }
    }
}
