namespace RaySharp.Spark.Hosting;

/// <summary>What to do when the Spark operation that hosts a node ends although nobody ended it. Pure.</summary>
/// <remarks>Spark starts a task again by itself, on another executor if need be, until it has failed too often; only then the operation ends, and is submitted anew here.</remarks>
internal sealed class SlotPolicy
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(500), _longestPause = TimeSpan.FromSeconds(30), _stable = TimeSpan.FromMinutes(1);
    private TimeSpan _submitted;
    private int _failures;

    /// <summary>The operation is submitted.</summary>
    public void Submitted(TimeSpan now) => _submitted = now;

    /// <summary>It ended.</summary>
    /// <param name="now">When.</param>
    /// <param name="wasEverReady">Whether the cluster is set up: before that, a failure is what the set-up fails with.</param>
    /// <returns>How long to wait before it is submitted again; null: the set-up has failed.</returns>
    public TimeSpan? Ended(TimeSpan now, bool wasEverReady)
    {
        if (!wasEverReady) return null;
        if (now - _submitted >= _stable) _failures = 0;
        var pause = _firstPause * Math.Pow(2, Math.Min(_failures++, 10));
        return pause < _longestPause ? pause : _longestPause;
    }
}
