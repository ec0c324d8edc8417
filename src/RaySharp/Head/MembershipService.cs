using System.Net;
using RaySharp.Core;
using RaySharp.Membership;
using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Head;

/// <summary>The head's book of nodes: the shell around <see cref="ClusterMembership"/>.</summary>
/// <remarks>
/// (1) A process asks to join, before there is a link, and gets its number. (2) Over its link it says that it is ready and where; all other nodes are told.
/// (3) When its link ends, or it is silent for too long, all are told that it is gone.
/// </remarks>
internal sealed class MembershipService : IMembershipEffects, IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly ClusterMembership _membership;
    private readonly Dictionary<uint, NodeReady> _addresses = [];
    private readonly HashSet<uint> _drivers = [];
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _ticks;
    private readonly SerialQueue _news = new();    // of a node that comes and goes at once, too, they are told in order
    private ulong _lastPing;
    private bool _isTicking;

    public MembershipService(CoreProcess core, MembershipOptions options, TimeProvider time)
    {
        _core = core;
        _time = time;
        _start = time.GetTimestamp();
        _membership = new ClusterMembership(this, core.Self.Node, options);
        _ticks = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        core.LinkBegan += link =>
        {
            if (!Decide(() => _membership.IsMember(link.Peer.Node))) link.Close(new WireClosedException($"Node {link.Peer.Node} is none of this cluster, or was lost."));
        };
        core.LinkEnded += (link, reason) =>
        {
            if (IsOtherHost(link.Peer)) Decide(() => _membership.LinkDown(link.Peer.Node, reason is null ? "its link was closed" : $"its link ended ({reason.Message.TrimEnd('.')})"));
        };
        core.Router.On<NodeReady>(IsOtherHost, (from, message) => Decide(() =>
        {
            _addresses[from.Peer.Node] = message;
            if (!_membership.Ready(from.Peer.Node, Now)) _addresses.Remove(from.Peer.Node);
        }));
        core.Router.On<LinkBroken>((from, message) => Decide(() => LinkBroken(from.Peer, message.Peer)));
        core.Router.On<NodePong>(IsOtherHost, (from, _) => Decide(() => _membership.Heard(from.Peer.Node, Now)));
        core.Router.On<NodeLeave>(IsOtherHost, (from, _) => Decide(() => _membership.Left(from.Peer.Node)));
    }

    /// <summary>A link between two living processes of different nodes broke: one of them ends.</summary>
    private void LinkBroken(ProcessId one, ProcessId other)
    {
        if (one.Node == other.Node || !_membership.IsMember(one.Node) || !_membership.IsMember(other.Node)) return;
        if (_core.IsGone(one) || _core.IsGone(other)) return;       // the news was late
        var victim = BrokenLink.VictimOf(one, other, _drivers.Contains);
        string reason = $"its link with process {(victim == one ? other : one)} broke, and what was on its way is lost";
        if (IsOtherHost(victim)) _membership.LinkDown(victim.Node, reason);
        else _core.Peers.Send(ProcessId.HostOf(victim.Node), new ProcessEnd(victim, reason));
    }

    /// <summary>Told when a node is ready, and when one is gone. Not under a lock.</summary>
    public event Action<uint, bool>? Changed;

    public IReadOnlyList<uint> Alive => Decide(() => _membership.Alive.ToArray());

    /// <summary>Of those, the nodes that are there to work: not programs that joined.</summary>
    public IReadOnlyList<uint> Workers => Decide(() => _membership.Alive.Where(node => !_drivers.Contains(node)).ToArray());

    /// <summary>Whether it is the host of the node that a driver is, which joined.</summary>
    public bool IsDriver(ProcessId process) => process.IsHost && Decide(() => _drivers.Contains(process.Node));

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>(1) Gives out a number.</summary>
    /// <param name="slot">The place that only one node may have; null: none.</param>
    /// <param name="isDriver">Whether it is a program that joins.</param>
    /// <param name="node">The number.</param>
    /// <returns>Why not; null: it is given.</returns>
    public string? Join(string? slot, bool isDriver, out uint node)
    {
        uint given = 0;
        string? refusal = Decide(() =>
        {
            string? why = _membership.Join(slot, Now, out given);
            if (why is null && isDriver) _drivers.Add(given);
            return why;
        });
        node = given;
        return refusal;
    }

    /// <summary>A node was given a number, and its process is gone before it was ready.</summary>
    public void NeverCame(uint node, string reason) => Decide(() => _membership.NeverCame(node, reason));

    /// <summary>A process of one node is gone: the other nodes hear of it from here.</summary>
    public void ProcessLost(ProcessId process, ProcessFate fate)
    {
        if (fate.LostNode != 0) return;
        foreach (uint node in Alive)
        {
            if (node != process.Node) _core.Peers.Send(ProcessId.HostOf(node), new ProcessDied(process, fate));
        }
    }

    public void Dispose() => _ticks.Dispose();

    void IMembershipEffects.Joined(uint node)
    {
        var address = _addresses[node];
        _core.Directory.Found(node, new DnsEndPoint(address.Host, address.Port));
        foreach (uint other in _membership.Alive)
        {
            if (other == node) continue;
            _core.Peers.Send(ProcessId.HostOf(other), new NodeAddress(node, address.Host, address.Port));
            _core.Peers.Send(ProcessId.HostOf(node), new NodeAddress(other, _addresses[other].Host, _addresses[other].Port));
        }
        _news.Post(() => Changed?.Invoke(node, true));
    }

    void IMembershipEffects.Gone(uint node, string reason)
    {
        _addresses.Remove(node);
        _drivers.Remove(node);
        _core.Directory.Gone(node, reason);
        foreach (uint other in _membership.Alive) _core.Peers.Send(ProcessId.HostOf(other), new NodeGone(node, reason));
        _news.Post(() =>
        {
            Changed?.Invoke(node, false);
            _core.NodeLost(node, reason);
        });
    }

    void IMembershipEffects.Ping(uint node) => _core.Peers.Send(ProcessId.HostOf(node), new NodePing(++_lastPing));

    private void Tick() => Decide(() =>
    {
        _membership.Tick(Now);
        _isTicking = false;
    });

    private void Decide(Action decide) => Decide<object?>(() =>
    {
        decide();
        return null;
    });

    private T Decide<T>(Func<T> decide)
    {
        lock (_lock)
        {
            T decided = decide();
            if (_membership.IsTicking && !_isTicking)
            {
                _isTicking = true;
                _ticks.Change(_tick, Timeout.InfiniteTimeSpan);
            }
            return decided;
        }
    }

    private bool IsOtherHost(ProcessId process) => process.Node != _core.Self.Node && process.IsHost;
}
