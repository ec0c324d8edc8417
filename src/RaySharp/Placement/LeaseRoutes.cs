using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>Where the lease requests of one asker are: each at one node at a time, under a number of its own there. Pure.</summary>
/// <remarks>Each way of a request has a new number: nodes know repetitions by numbers that do not grow.</remarks>
internal sealed class LeaseRoutes(uint own)
{
    private readonly Dictionary<ulong, LeaseRoute> _byNumber = [];
    private readonly Dictionary<ulong, ulong> _numbers = [];    // by request
    private readonly HashSet<uint> _lost = [];    // numbers are never given twice
    private ulong _last;

    public int Count => _byNumber.Count;

    /// <summary>A new request. It goes to <paramref name="first"/>, while that lives; 0: to the own node.</summary>
    public LeaseRoute Begin(ulong request, LeaseSpec spec, uint first = 0) => Add(request, spec, first == 0 || _lost.Contains(first) ? own : first, 0);

    /// <summary>Whether what that node says of a request may be true: it is there, or nowhere any more.</summary>
    public bool MayBeAt(ulong number, uint node) => !_byNumber.TryGetValue(number, out var route) || route.Node == node;

    /// <summary>It was granted or refused: which. 0: it was cancelled, or is somewhere else now.</summary>
    public ulong End(ulong number)
    {
        if (!_byNumber.Remove(number, out var route)) return 0;
        _numbers.Remove(route.Request);
        return route.Request;
    }

    /// <summary>It is wanted no more. Null: it has ended.</summary>
    public LeaseRoute? Cancel(ulong request)
    {
        if (!_numbers.Remove(request, out ulong number)) return null;
        _byNumber.Remove(number, out var route);
        return route;
    }

    /// <summary>The node that it is at names another: its way there. Null: it is not there any more.</summary>
    public LeaseRoute? Spilled(ulong number, uint node) => _byNumber.Remove(number, out var route)
        ? Add(route.Request, route.Spec, _lost.Contains(node) ? own : node, route.Hops + 1)
        : null;

    /// <summary>A node is gone: what was asked there is asked of the own one, as if it had not been asked.</summary>
    public IReadOnlyList<LeaseRoute> NodeLost(uint node)
    {
        if (!_lost.Add(node)) return [];
        LeaseRoute[] there = [.. _byNumber.Values.Where(route => route.Node == node)];
        foreach (var route in there) _byNumber.Remove(route.Number);
        return [.. there.Select(route => Add(route.Request, route.Spec, own, 0))];
    }

    /// <summary>A node cannot be reached, and may be gone: what was asked there is asked of the own one, which is told why.</summary>
    public IReadOnlyList<LeaseRoute> Unreachable(uint node)
    {
        if (node == own) return [];
        LeaseRoute[] there = [.. _byNumber.Values.Where(route => route.Node == node)];
        foreach (var route in there) _byNumber.Remove(route.Number);
        return [.. there.Select(route => Add(route.Request, route.Spec, own, route.Hops + 1, node))];
    }

    private LeaseRoute Add(ulong request, LeaseSpec spec, uint node, int hops, uint doubt = 0)
    {
        LeaseRoute route = new(++_last, request, spec, node, hops, doubt);
        _byNumber.Add(route.Number, route);
        _numbers[request] = route.Number;
        return route;
    }
}

/// <summary>A lease request on its way.</summary>
/// <param name="Number">What the node knows it by.</param>
/// <param name="Request">What the asker knows it by.</param>
/// <param name="Spec">What is asked for.</param>
/// <param name="Node">The node that is asked.</param>
/// <param name="Hops">How many nodes sent it on.</param>
/// <param name="Doubt">The node that it was sent to and that could not be reached; 0: none.</param>
internal sealed record LeaseRoute(ulong Number, ulong Request, LeaseSpec Spec, uint Node, int Hops, uint Doubt);
