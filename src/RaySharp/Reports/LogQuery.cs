namespace RaySharp;

/// <summary>Which log lines are wanted. All of it may be left out: then all lines of all files.</summary>
public sealed record LogQuery
{
    /// <summary>The node whose files are read. Default: all that are there now.</summary>
    public NodeId? Node { get; init; }

    /// <summary>The worker whose files are read, as its tasks know it (<c>RayContext.Process</c>). Default: all, and the nodes'.</summary>
    public ProcessId? Worker { get; init; }

    /// <summary>How many of the last lines of each file that is there come first; 0: only what is written from now on. Default: all, also those in files that were put aside.</summary>
    public int? Tail { get; init; }

    /// <summary>Whether lines that are written later follow, until the worker or node ends or the enumeration does. Default false.</summary>
    public bool Follow { get; init; }
}
