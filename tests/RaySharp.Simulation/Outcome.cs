namespace RaySharp.Simulation;

/// <summary>How a task or call ended.</summary>
/// <param name="Kind">Well, or how not.</param>
/// <param name="Value">What it returned.</param>
/// <param name="IsTainted">Whether something that it waited for failed, so that its value is not the expected one.</param>
internal readonly record struct Outcome(OutcomeKind Kind, long Value = 0, bool IsTainted = false)
{
    public bool IsGood => Kind == OutcomeKind.Done && !IsTainted;
}

internal enum OutcomeKind
{
    Done,
    FailedRetriably,
    Cancelled,
    Failed,
}
