namespace RaySharp.Placement;

/// <summary>Decides when a node says how it stands: when that has changed since it said so last. Pure.</summary>
internal sealed class ReportGate
{
    private NodeReport? _last;

    /// <summary>Whether this is news; it is told then.</summary>
    public bool IsNews(NodeReport report)
    {
        if (report.Equals(_last)) return false;
        _last = report;
        return true;
    }
}
