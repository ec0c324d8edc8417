using FlightForecast.Models;
using RaySharp;

namespace FlightForecast;

/// <summary>Collects what the tasks report. One turn at a time, so it needs no locks.</summary>
[RayActor]
internal sealed partial class ProgressBoard
{
    private readonly HashSet<int> _done = [];
    private readonly Dictionary<string, Score> _best = [];
    private readonly List<(int Done, TaskCompletionSource Reached)> _waiting = [];

    /// <summary>A task is done. One that was run again after a crash reports twice and counts once.</summary>
    public void Done(int number, string series, Score score)
    {
        if (!_done.Add(number)) return;
        _best[series] = _best.TryGetValue(series, out var best) ? Score.Better(best, score) : score;
        foreach (var (_, reached) in _waiting.Where(wait => wait.Done <= _done.Count)) reached.TrySetResult();
        _waiting.RemoveAll(wait => wait.Reached.Task.IsCompleted);
    }

    /// <summary>Answers when so many tasks are done.</summary>
    public async Task<Progress> Reached(int done)
    {
        if (_done.Count < done)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((done, reached));
            await reached.Task;
        }
        return new Progress(_done.Count, [.. Enum.GetValues<ModelFamily>().Select(family => _best.Values.Count(best => best.Family == family))]);
    }
}

/// <summary>How many tasks are done, and of how many series each family of models has the lead.</summary>
internal sealed record Progress(int Done, int[] Leads);
