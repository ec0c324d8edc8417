namespace RaySharp.Spark.Tests.Shares;

/// <summary>An operation of one task, as Spark sees it, and the process that runs for it.</summary>
internal sealed class SimTask(int share)
{
    public int Share { get; } = share;

    /// <summary>Null: it waits for cores.</summary>
    public SimExecutor? On { get; set; }

    public int Pid { get; set; }

    /// <summary>It is the node; else it watches that process, or asks still (0).</summary>
    public bool IsNode { get; set; }

    /// <summary>It was told to be the node: that it is gone will be noticed.</summary>
    public bool IsAdmitted { get; set; }

    public int Watches { get; set; }

    public int Failures { get; set; }

    public bool IsOver { get; set; }

    public int EndedAt { get; set; }

    public bool IsInterrupted { get; set; }
}
