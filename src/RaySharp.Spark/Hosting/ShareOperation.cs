using RaySharp.Hosting;

namespace RaySharp.Spark.Hosting;

/// <summary>An operation of Spark that is a share, and the process of it that asks what to become.</summary>
internal sealed class ShareOperation
{
    /// <summary>Interrupts the operation.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Whether it was interrupted from here: its end is no failure.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>The process that reported last.</summary>
    public int Pid { get; set; }

    /// <summary>That process's question; null: it has none.</summary>
    public TaskCompletionSource<NodeRole>? Asker { get; set; }
}
