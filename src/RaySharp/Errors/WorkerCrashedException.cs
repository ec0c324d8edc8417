namespace RaySharp;

/// <summary>The worker process that ran the task ended before the task did, and no retry was left.</summary>
public sealed class WorkerCrashedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="exitCode">The exit code, where the process ended by itself.</param>
    /// <param name="signal">The signal that ended it, where one did.</param>
    /// <param name="lastErrorLines">The last lines it wrote to standard error.</param>
    public WorkerCrashedException(string message, int? exitCode = null, int? signal = null, IReadOnlyList<string>? lastErrorLines = null) : base(message)
    {
        ExitCode = exitCode;
        Signal = signal;
        LastErrorLines = lastErrorLines ?? [];
    }

    /// <summary>The exit code, where the process ended by itself.</summary>
    public int? ExitCode { get; }

    /// <summary>The signal that ended it (9: killed), where one did.</summary>
    public int? Signal { get; }

    /// <summary>The last lines it wrote to standard error.</summary>
    public IReadOnlyList<string> LastErrorLines { get; }
}
