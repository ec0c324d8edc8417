using System.Diagnostics.CodeAnalysis;

namespace RaySharp.Placement;

/// <summary>Decides when a node says how it stands: when that has changed since it said so last. Pure.</summary>
internal sealed class ReportGate
{
    private NodeReport? _last;

    /// <summary>Numbers what is news; it is told then.</summary>
    public bool TryPass(NodeReport now, [NotNullWhen(true)] out NodeReport? news)
    {
        news = _last is not null && now.IsLike(_last) ? null : now with { Number = (_last?.Number ?? 0) + 1 };
        if (news is not null) _last = news;
        return news is not null;
    }
}
