namespace RaySharp;

/// <summary>A log file of a node, or of a worker there.</summary>
public sealed record LogFile
{
    /// <summary>The node that has it.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Its name: <c>worker-2.5-8123.out</c> of process 2.5, which was 8123 on its machine; <c>.err</c> for standard error and what is logged; with <c>.1</c> and so on where it was put aside because it was full.</summary>
    public required string Name { get; init; }

    /// <summary>How long it is, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The worker that writes or wrote it; null: the node.</summary>
    public ProcessId? Worker { get; init; }

    /// <summary>Whether it is of standard error.</summary>
    public bool IsError { get; init; }
}
