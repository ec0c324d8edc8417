namespace RaySharp.Node;

/// <summary>Processes are asked to collect garbage, all at once and not too often: collecting costs them more than a little room is worth.</summary>
internal sealed class CollectRound(TimeProvider time)
{
    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<ProcessId> _silent = [];
    private long _begun;

    /// <summary>The last round's; 0: there was none.</summary>
    public ulong Number { get; private set; }

    /// <summary>Begins the next round with these. False: the last one was a moment ago.</summary>
    public bool TryBegin(IEnumerable<ProcessId> processes)
    {
        if (Number > 0 && time.GetElapsedTime(_begun) < Pause) return false;
        _begun = time.GetTimestamp();
        Number++;
        _silent.Clear();
        _silent.UnionWith(processes);
        return true;
    }

    /// <summary>A process has collected. True: it was the last.</summary>
    public bool Answered(ProcessId process, ulong number) => number == Number && Lost(process);

    /// <summary>A process is gone. True: all others have answered.</summary>
    public bool Lost(ProcessId process) => _silent.Remove(process) && _silent.Count == 0;

    /// <summary>Those who have not answered by now do not hold up the others. True: there were some.</summary>
    public bool TryEnd()
    {
        bool isOpen = _silent.Count > 0;
        _silent.Clear();
        return isOpen;
    }
}
