namespace RaySharp.Messages;

/// <summary>How a process ended.</summary>
/// <param name="Pid">Its number on its machine.</param>
/// <param name="ExitCode">Where it ended by itself.</param>
/// <param name="Signal">Where a signal ended it.</param>
/// <param name="Reason">What the runtime knows beside that; empty: nothing.</param>
/// <param name="LastErrorLines">The last lines of its standard error.</param>
internal sealed record ProcessFate(int Pid, int? ExitCode, int? Signal, string Reason, IReadOnlyList<string> LastErrorLines)
{
    /// <summary>The lease for which the node ended it because memory was short; 0: it ended otherwise.</summary>
    public ulong EndedForMemory { get; init; }

    /// <summary>The node that was lost, and all its processes with it; 0: only the process ended.</summary>
    public uint LostNode { get; init; }

    public static ProcessFate OfNode(uint node, string reason) => new(0, null, null, reason, []) { LostNode = node };

    public override string ToString()
    {
        if (LostNode != 0) return $"Node {LostNode} is lost: {Reason}.";
        string end = Signal switch
        {
            _ when EndedForMemory != 0 => "was ended by its node",
            9 => "was killed (signal 9: by 'kill -9', or by the kernel when memory ran out)",
            { } signal => $"was ended by signal {signal}",
            null when ExitCode is { } code => $"ended with exit code {code}",
            _ => "is gone",
        };
        string lines = LastErrorLines.Count == 0 ? "" : $" Its last words:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", LastErrorLines)}";
        return $"Worker process {Pid} {end}{(Reason.Length > 0 ? $" ({Reason})" : "")}.{lines}";
    }
}
