namespace RaySharp;

/// <summary>A line of a log file.</summary>
public sealed record LogLine
{
    /// <summary>The node that has the file.</summary>
    public required NodeId Node { get; init; }

    /// <summary>The file's name, see <see cref="LogFile.Name"/>; never that of one that was put aside.</summary>
    public required string File { get; init; }

    /// <summary>The worker that wrote it; null: the node.</summary>
    public ProcessId? Worker { get; init; }

    /// <summary>Whether it is of standard error, or was logged.</summary>
    public bool IsError { get; init; }

    /// <summary>The task that wrote it; empty where that is not known, as of native code.</summary>
    public required string TaskName { get; init; }

    /// <summary>The line, without its end.</summary>
    public required string Text { get; init; }

    /// <summary>As a driver shows it.</summary>
    /// <returns>The process, the task and the text.</returns>
    public override string ToString() => $"({(TaskName.Length > 0 ? TaskName + " " : "")}{(Worker is { } worker ? $"process {worker}" : Node.ToString())}) {Text}";
}
