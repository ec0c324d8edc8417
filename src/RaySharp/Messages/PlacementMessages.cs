using RaySharp.Codecs;
using RaySharp.Placement;

namespace RaySharp.Messages;

/// <summary>The owner is to ask another node for the slot.</summary>
internal readonly record struct LeaseSpill(ulong Number, uint Node) : IMessage<LeaseSpill>
{
    public static MessageKind Kind => MessageKind.LeaseSpill;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Node);
    }

    public static LeaseSpill Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<uint>());
}

/// <summary>Another node lends the head a slot, for an actor.</summary>
internal readonly record struct ActorLeaseGrant(ulong Number, ulong Lease, ProcessId Process) : IMessage<ActorLeaseGrant>
{
    public static MessageKind Kind => MessageKind.ActorLeaseGrant;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Lease);
        writer.WriteRaw(Process.Value);
    }

    public static ActorLeaseGrant Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), new ProcessId(reader.ReadRaw<ulong>()));
}

/// <summary>Another node lends the head no such slot.</summary>
internal readonly record struct ActorLeaseRefuse(ulong Number, string Reason) : IMessage<ActorLeaseRefuse>
{
    public static MessageKind Kind => MessageKind.ActorLeaseRefuse;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Reason);
    }

    public static ActorLeaseRefuse Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "");
}

/// <summary>The head is to ask another node for the slot.</summary>
internal readonly record struct ActorLeaseSpill(ulong Number, uint Node) : IMessage<ActorLeaseSpill>
{
    public static MessageKind Kind => MessageKind.ActorLeaseSpill;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Node);
    }

    public static ActorLeaseSpill Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<uint>());
}

/// <summary>The actor of that lease is created: what was needed to place it is free.</summary>
internal readonly record struct ActorPlaced(ulong Lease) : IMessage<ActorPlaced>
{
    public static MessageKind Kind => MessageKind.ActorPlaced;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
    }

    public static ActorPlaced Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>A node tells the head how it stands.</summary>
internal readonly record struct ResourceReport(NodeReport Report) : IMessage<ResourceReport>
{
    public static MessageKind Kind => MessageKind.ResourceReport;

    public void Write(CodecWriter writer) => PlacementForms.Write(writer, Report);

    public static ResourceReport Read(ref CodecReader reader) => new(PlacementForms.ReadReport(ref reader));
}

/// <summary>The head wants a node's owners to return leases that they only keep: a node that nobody uses is to be seen as idle.</summary>
internal readonly record struct IdleLeasesAsk : IMessage<IdleLeasesAsk>
{
    public static MessageKind Kind => MessageKind.IdleLeasesAsk;

    public void Write(CodecWriter writer)
    {
    }

    public static IdleLeasesAsk Read(ref CodecReader reader) => default;
}

/// <summary>The head wants to let a node go, if it is idle.</summary>
internal readonly record struct NodeDrain : IMessage<NodeDrain>
{
    public static MessageKind Kind => MessageKind.NodeDrain;

    public void Write(CodecWriter writer)
    {
    }

    public static NodeDrain Read(ref CodecReader reader) => default;
}

/// <summary>The node's answer: it is idle, and takes nothing more; or it is not, and stays.</summary>
internal readonly record struct NodeDrained(bool MayLeave) : IMessage<NodeDrained>
{
    public static MessageKind Kind => MessageKind.NodeDrained;

    public void Write(CodecWriter writer) => BooleanCodec.Write(writer, MayLeave);

    public static NodeDrained Read(ref CodecReader reader) => new(BooleanCodec.Read(ref reader));
}

/// <summary>The head tells a node that all the cluster starts with is there: it may start the processes that it is to keep ready.</summary>
internal readonly record struct ProcessesKeep : IMessage<ProcessesKeep>
{
    public static MessageKind Kind => MessageKind.ProcessesKeep;

    public void Write(CodecWriter writer)
    {
    }

    public static ProcessesKeep Read(ref CodecReader reader) => default;
}

/// <summary>The head tells a node how the others stand.</summary>
internal readonly record struct ClusterViewUpdate(NodeReport[] Changed, uint[] Gone) : IMessage<ClusterViewUpdate>
{
    public static MessageKind Kind => MessageKind.ClusterViewUpdate;

    public void Write(CodecWriter writer)
    {
        writer.WriteCount(Changed.Length);
        foreach (var report in Changed) PlacementForms.Write(writer, report);
        RawArrayCodec<uint>.Write(writer, Gone);
    }

    public static ClusterViewUpdate Read(ref CodecReader reader)
    {
        var changed = new NodeReport[Math.Max(0, reader.ReadCount(PlacementForms.LeastReport))];
        for (int i = 0; i < changed.Length; i++) changed[i] = PlacementForms.ReadReport(ref reader);
        return new ClusterViewUpdate(changed, RawArrayCodec<uint>.Read(ref reader) ?? []);
    }
}
