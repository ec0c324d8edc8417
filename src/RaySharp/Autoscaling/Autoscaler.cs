using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Autoscaling;

/// <summary>
/// Decides how many nodes there are to be, and which of them may go. Ray's autoscaler. Pure: what the nodes say in, calls on <see cref="IAutoscalerEffects"/>
/// out; time is what it is told. Not thread-safe.
/// </summary>
/// <remarks>
/// (1) What waits is packed into the nodes that are there and on their way; what is left asks for new ones, not more at a time than the upscaling speed
/// allows. What needs no node any more that is on its way lets go of it. (2) A node is idle when nothing is lent there, no actor lives there, and it holds
/// no object's first copy. Owners keep leases without work: they are asked for those now and then. (3) A node that was idle for long enough is asked
/// whether it may go: it alone knows. From the question on nothing is sent there; it says no if something came before.
/// </remarks>
internal sealed class Autoscaler(IAutoscalerEffects effects, AutoscalerOptions options)
{
    private readonly SortedDictionary<uint, ScaledNode> _nodes = [];
    private IReadOnlyList<NodeReport> _reports = [];
    private TimeSpan? _fullSince;
    private TimeSpan _lastTick;
    private ResourceSet _shape = options.Shape;

    /// <summary>Nodes that are to be, those that leave not counted.</summary>
    public int Wanted { get; private set; } = options.Least;

    /// <summary>When <see cref="Tick"/> has something to do; null: not by time alone.</summary>
    public TimeSpan? NextTick
    {
        get
        {
            TimeSpan? next = _fullSince + options.UpscaleDelay is { } over && over > _lastTick ? over : null;
            if (Ready <= options.Least) return next;
            foreach (var node in _nodes.Values.Where(static node => node.IsReady))
            {
                var due = node.IdleSince is { } since ? since + options.IdleTimeout : node.AskedAt + options.AskInterval;
                if (next is null || due < next) next = due;
            }
            return next;
        }
    }

    private int Ready => _nodes.Values.Count(static node => node.IsReady);

    /// <summary>How things stand: what all nodes said last, and which of them may be let go.</summary>
    public void Observe(IReadOnlyList<NodeReport> reports, IReadOnlyCollection<uint> hosted, TimeSpan now)
    {
        _reports = reports;
        foreach (uint gone in _nodes.Keys.Where(node => !hosted.Contains(node)).ToArray()) _nodes.Remove(gone);
        foreach (uint node in hosted) _nodes.TryAdd(node, new ScaledNode(node) { AskedAt = now });
        foreach (var report in reports)
        {
            if (!_nodes.TryGetValue(report.Node, out var node)) continue;
            node.Report = report;
            if (options.LearnsMemory) _shape = _shape.WithMemory(Math.Min(_shape.Memory, report.Total.Memory));
        }
        Tick(now);
    }

    /// <summary>(3) A node's answer.</summary>
    public void DrainAnswered(uint number, bool mayLeave, TimeSpan now)
    {
        if (!_nodes.TryGetValue(number, out var node) || !node.IsLeaving) return;
        if (mayLeave)
        {
            effects.End(number);
            return;
        }
        node.IsLeaving = false;
        node.IdleSince = null;
        node.AskedAt = now;
        effects.Keep(number);
        Tick(now);
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now)
    {
        _lastTick = now;
        var used = Grow(now);
        foreach (var node in _nodes.Values.Where(static node => node.IsReady))
        {
            if (node.Report!.IsBusy || used.Contains(node.Number)) node.IdleSince = null;
            else node.IdleSince ??= now;
        }
        foreach (var idle in _nodes.Values.Where(node => node.IsReady && now - node.IdleSince >= options.IdleTimeout).OrderBy(static node => node.IdleSince).Take(Math.Max(0, Ready - options.Least)).ToArray())
        {
            idle.IsLeaving = true;
            SetWanted(Math.Max(options.Least, Wanted - 1));
            effects.Drain(idle.Number);
        }
        if (Ready <= options.Least) return;
        foreach (var busy in _nodes.Values.Where(node => node is { IsReady: true, IdleSince: null } && now - node.AskedAt >= options.AskInterval))
        {
            busy.AskedAt = now;
            effects.AskIdle(busy.Number);
        }
    }

    /// <summary>(1)</summary>
    /// <returns>The nodes that have room for some of what waits.</returns>
    private HashSet<uint> Grow(TimeSpan now)
    {
        int ready = Ready, leaving = _nodes.Values.Count(static node => node.IsLeaving);
        int most = Math.Max(options.Least, options.Most - leaving);
        NodeReport[] takeWork = [.. _reports.Select(report => _nodes.TryGetValue(report.Node, out var node) && node.IsLeaving ? report with { Total = ResourceSet.Empty, Free = ResourceSet.Empty } : report)];
        DemandPacking packing = new(_shape, Math.Max(0, Wanted - ready), Math.Max(0, most - Math.Max(ready, Wanted)));
        var used = packing.Pack(takeWork, isDelayOver: now - _fullSince >= options.UpscaleDelay);
        _fullSince = packing.IsFull ? _fullSince ?? now : null;
        int onTheirWay = Math.Min(packing.PendingUsed + packing.New, Math.Max(options.FewAtOnce, (int)Math.Ceiling(options.UpscalingSpeed * ready)));
        SetWanted(Math.Clamp(ready + onTheirWay, options.Least, most));
        return used;
    }

    private void SetWanted(int nodes)
    {
        if (nodes == Wanted) return;
        Wanted = nodes;
        effects.Want(nodes);
    }
}
