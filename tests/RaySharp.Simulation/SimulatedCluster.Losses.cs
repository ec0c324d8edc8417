using RaySharp.Membership;
using RaySharp.Placement;

namespace RaySharp.Simulation;

/// <summary>How nodes and links end, stand still and come back.</summary>
internal sealed partial class SimulatedCluster
{
    /// <summary>A node is gone with all its processes; the head finds out a little later.</summary>
    private void KillSomeNode()
    {
        var mortal = Nodes.Where(node => node.Number != ClusterView.HeadNode && node.Number != Plan.Anchor).ToArray();
        if (mortal.Length == 0) return;
        var node = mortal[Random.Next(mortal.Length)];
        Coverage.Add("died: node");
        Lose(node);
    }

    /// <summary>It is let go if nothing runs there. Not where a driver lives, who would be lost with it.</summary>
    private void DrainSomeNode()
    {
        var mortal = Nodes.Where(node => node.Number != ClusterView.HeadNode && node.Number != Plan.Anchor && !_roots.Exists(root => root.Node == node.Number)).ToArray();
        if (mortal.Length > 0) Head.Drain(mortal[Random.Next(mortal.Length)].Number);
    }

    /// <summary>A node that is drained ends: nothing is lost with it.</summary>
    public void Leave(uint number)
    {
        if (!_nodes.TryGetValue(number, out var node)) return;
        if (node.Scheduler.Leases.Count + node.Scheduler.QueuedRequests > 0) throw new SimulationFailure($"Node {number} leaves, and something runs or waits there.");
        Network.SendControl(node.Host, HeadShell.Process, new Note("node leaves", null, number), () => Head.Membership.Left(number));
        Lose(node);
    }

    /// <param name="node">The node.</param>
    /// <param name="isSilent">Whether its links stay open, as those of a machine that falls off the network: nobody notices before the head misses it.</param>
    private void Lose(NodeShell node, bool isSilent = false)
    {
        Trace($"node {node.Number} dies{(isSilent ? " silently" : "")}");
        if (IsDriver(node.Number)) _over.Add(node.Number);
        _nodes.Remove(node.Number);
        var dead = _order.Where(id => id.Node == node.Number && _owners.ContainsKey(id)).ToArray();
        foreach (var process in dead)
        {
            _owners.Remove(process);
            _workers.Remove(process);
        }
        ProcessId[] all = [.. dead, node.Host];
        if (isSilent && Head.Membership.IsMember(node.Number))
        {
            _silent.UnionWith(all);
            Head.Watch();
        }
        else NoticeDeath(all);
    }

    /// <summary>The head believes that it is lost.</summary>
    public void Missed(uint number)
    {
        if (_nodes.ContainsKey(number))
        {
            Coverage.Add("node that lives declared lost");
            if (IsDriver(number)) _over.Add(number);
        }
        NoticeDeath([.. _silent.Where(process => process.Node == number)]);
    }

    /// <summary>It hears that its link with the head is closed, and ends.</summary>
    public void Outcast(uint number)
    {
        if (!_nodes.TryGetValue(number, out var node)) return;
        Coverage.Add("lost node came back and ended");
        Lose(node);
    }

    /// <summary>A process hears that its link with another that lives has broken.</summary>
    public void LinkBroke(ProcessId self, ProcessId other)
    {
        if (!IsAlive(self)) return;
        Coverage.Add("link broke");
        if (self == ProcessId.HostOf(self.Node) && other == ProcessId.HostOf(other.Node)) Node(self.Node).Objects.LinkEnded(other);
        if (self == ProcessId.HostOf(self.Node) && other == HeadShell.Process) Outcast(self.Node);
        else if (self == HeadShell.Process && other == ProcessId.HostOf(other.Node)) Head.ProcessLost(other);
        else Faults.After(self.Node, 1 + Random.Next(4 * Plan.MaxDelay), () => Network.SendControl(self, HeadShell.Process, new Note("link broken", other), () => Head.LinkBroke(self, other)));
    }

    /// <summary>Which of two ends when their link broke. A driver is its node's host.</summary>
    public ProcessId VictimOf(ProcessId one, ProcessId other) => BrokenLink.VictimOf(HostedBy(one), HostedBy(other), node => IsDriver(node));

    private ProcessId HostedBy(ProcessId process) => _roots.Contains(process) ? ProcessId.HostOf(process.Node) : process;

    private void FreezeSomeNode()
    {
        uint number = Nodes.ElementAt(Random.Next(_nodes.Count)).Number;
        Faults.Freeze(number, number == ClusterView.HeadNode ? Random.Next(4 * HeadShell.LongestSilence) : Duration(isMortal: number != Plan.Anchor));
    }

    private void PartSomeNode()
    {
        NodeShell Some() => Nodes.ElementAt(Random.Next(_nodes.Count));
        var (node, other) = (Some().Number, Random.Next(2) == 0 ? 0 : Some().Number);
        bool isMortal = node != ClusterView.HeadNode && node != Plan.Anchor && (other is 0 or ClusterView.HeadNode);
        if (node != other) Faults.Part(node, other, Random.Next(1, 4), Duration(isMortal));
    }

    /// <summary>So short that nobody is missed, though several come together, or not.</summary>
    private long Duration(bool isMortal) => (isMortal ? Random.Next(4) : 0) switch
    {
        0 => Random.Next(HeadShell.LongestSilence / 16),
        1 => Faults.ToTheEnd,
        _ => Random.Next(4 * HeadShell.LongestSilence),
    };

    private void BreakSomeLink()
    {
        (ProcessId One, ProcessId Other, bool IsBusy)[] links = [.. Network.Remote.Where(link => IsAlive(link.One) && IsAlive(link.Other) && !IsSilent(link.One) && !IsSilent(link.Other) && VictimOf(link.One, link.Other) != ProcessId.HostOf(Plan.Anchor))];
        if (links.Any(static link => link.IsBusy)) links = [.. links.Where(static link => link.IsBusy)];
        if (links.Length == 0) return;
        var (one, other, _) = links[Random.Next(links.Length)];
        Trace($"the link between {one} and {other} breaks");
        Network.Break(one, other);
    }
}
