using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using RaySharp.Codecs;
using RaySharp.Head;
using RaySharp.Security;

namespace RaySharp.Hosting;

/// <summary>Lets processes into the cluster that know the join secret: each gets a number, a certificate of its own, and the cluster's secret.</summary>
/// <param name="membership">Gives out the numbers.</param>
/// <param name="authority">Issues the certificates.</param>
/// <param name="jobs">Notes the programs of drivers.</param>
/// <param name="head">The head's place.</param>
/// <param name="logger">For what is refused.</param>
internal sealed class ClusterDoor(MembershipService membership, ClusterAuthority authority, JobBook jobs, NodeSeat head, ILogger logger)
{
    private readonly ConcurrentDictionary<string, (string Machine, int Pid)> _refused = [];      // by place: who asks again and again is told of once

    /// <summary>Of RaySharp, as nodes of a cluster must have it in common.</summary>
    public static string Version { get; } = typeof(ClusterDoor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Decides for shares of Spark; null: everybody becomes a node.</summary>
    public INodeDesk? Desk { get; set; }

    /// <summary>Of those who know the nodes' secret.</summary>
    public async ValueTask<byte[]> AnswerNodeAsync(ReadOnlyMemory<byte> application, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return (await DecideAsync(application, isDriver: false, cancel).ConfigureAwait(false)).Encode();
    }

    /// <summary>Of those who know the drivers' secret.</summary>
    public async ValueTask<byte[]> AnswerDriverAsync(ReadOnlyMemory<byte> application, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return (await DecideAsync(application, isDriver: true, cancel).ConfigureAwait(false)).Encode();
    }

    private bool IsNews(NodeApplication application)
    {
        var who = (application.Machine, application.Pid);
        if (application.Slot is not { } slot || _refused.TryGetValue(slot, out var known) && known == who) return false;
        _refused[slot] = who;
        return true;
    }

    private async ValueTask<NodeAdmission> DecideAsync(ReadOnlyMemory<byte> bytes, bool isDriver, CancellationToken cancel)
    {
        NodeApplication application;
        try
        {
            application = NodeApplication.Decode(bytes.Span, Version);
        }
        catch (CodecException fault)
        {
            return new NodeAdmission { Refusal = $"what it says of itself cannot be read: {fault.Message}" };
        }
        if (application.Version != Version)
            return new NodeAdmission { Refusal = $"it runs RaySharp {application.Version}, the head {Version}. Run the same version everywhere", IsMismatch = true };
        if (isDriver != application.Program is not null)
            return new NodeAdmission { Refusal = isDriver ? "a driver must say which program it is" : "the nodes' secret lets nobody be a driver" };
        var role = application.Share is not null && Desk is not null ? await Desk.RoleOfAsync(application, cancel).ConfigureAwait(false) : NodeRole.Node;
        if (!role.IsNode) return new NodeAdmission { Refusal = role.Refusal, MayRetry = true, WatchedPid = role.WatchedPid };
        if (membership.Join(application.Slot, isDriver, out uint number) is { } refusal)
        {
            if (IsNews(application)) logger.LogWarning("A process on {Machine} (pid {Pid}) may not join: {Refusal}", application.Machine, application.Pid, refusal);
            return new NodeAdmission { Refusal = refusal, MayRetry = true };
        }
        if (application.Share is not null) Desk?.Admitted(application, number);
        if (application.Program is { } program)
        {
            byte[] encoded = program.Encode();
            jobs.Add(number, () => encoded);
        }
        using var identity = authority.Issue(number);
        return new NodeAdmission { Number = number, Head = head.Head.Value, Secret = head.Secret, Identity = identity.Encode() };
    }
}
