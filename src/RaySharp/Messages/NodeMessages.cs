using RaySharp.Codecs;
using RaySharp.Scheduling;

namespace RaySharp.Messages;

/// <summary>An owner asks a node for a slot, or the head does, for an actor.</summary>
internal readonly record struct LeaseRequest(ulong Number, LeaseSpec Spec, int Hops, uint Doubt, bool IsForHead) : IMessage<LeaseRequest>
{
    public static MessageKind Kind => MessageKind.LeaseRequest;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Spec);
        writer.WriteRaw(Hops);
        writer.WriteRaw(Doubt);
        BooleanCodec.Write(writer, IsForHead);
    }

    public static LeaseRequest Read(ref CodecReader reader) =>
        new(reader.ReadRaw<ulong>(), Forms.ReadLeaseSpec(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<uint>(), BooleanCodec.Read(ref reader));
}

/// <summary>The owner has no use for the slot any more.</summary>
internal readonly record struct LeaseRequestCancel(ulong Number, bool IsForHead) : IMessage<LeaseRequestCancel>
{
    public static MessageKind Kind => MessageKind.LeaseRequestCancel;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        BooleanCodec.Write(writer, IsForHead);
    }

    public static LeaseRequestCancel Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), BooleanCodec.Read(ref reader));
}

/// <summary>The node lends a slot: the inbox of a worker process.</summary>
internal readonly record struct LeaseGrant(ulong Number, ulong Lease, ProcessId Process, uint Inbox) : IMessage<LeaseGrant>
{
    public static MessageKind Kind => MessageKind.LeaseGrant;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Lease);
        writer.WriteRaw(Process.Value);
        writer.WriteRaw(Inbox);
    }

    public static LeaseGrant Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<uint>());
}

/// <summary>No node will lend such a slot.</summary>
internal readonly record struct LeaseRefuse(ulong Number, bool Infeasible, string Reason) : IMessage<LeaseRefuse>
{
    public static MessageKind Kind => MessageKind.LeaseRefuse;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        BooleanCodec.Write(writer, Infeasible);
        StringCodec.Write(writer, Reason);
    }

    public static LeaseRefuse Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), BooleanCodec.Read(ref reader), StringCodec.Read(ref reader) ?? "");
}

/// <summary>Somebody else waits for the slot.</summary>
internal readonly record struct LeaseAskBack(ulong Lease) : IMessage<LeaseAskBack>
{
    public static MessageKind Kind => MessageKind.LeaseAskBack;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
    }

    public static LeaseAskBack Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The owner gives the slot back.</summary>
internal readonly record struct LeaseReturn(ulong Lease, bool Reusable) : IMessage<LeaseReturn>
{
    public static MessageKind Kind => MessageKind.LeaseReturn;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        BooleanCodec.Write(writer, Reusable);
    }

    public static LeaseReturn Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), BooleanCodec.Read(ref reader));
}

/// <summary>The task on a lease begins to wait.</summary>
internal readonly record struct TaskBlocked(ulong Lease, ulong Wait) : IMessage<TaskBlocked>
{
    public static MessageKind Kind => MessageKind.TaskBlocked;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        writer.WriteRaw(Wait);
    }

    public static TaskBlocked Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>());
}

/// <summary>What the task waited for is there.</summary>
internal readonly record struct TaskUnblocked(ulong Lease, ulong Wait) : IMessage<TaskUnblocked>
{
    public static MessageKind Kind => MessageKind.TaskUnblocked;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        writer.WriteRaw(Wait);
    }

    public static TaskUnblocked Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>());
}

/// <summary>The task has its CPUs again.</summary>
internal readonly record struct TaskResume(ulong Lease, ulong Wait) : IMessage<TaskResume>
{
    public static MessageKind Kind => MessageKind.TaskResume;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        writer.WriteRaw(Wait);
    }

    public static TaskResume Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>());
}

/// <summary>A worker process can take tasks.</summary>
internal readonly record struct WorkerReady(int Pid) : IMessage<WorkerReady>
{
    public static MessageKind Kind => MessageKind.WorkerReady;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Pid);
    }

    public static WorkerReady Read(ref CodecReader reader) => new(reader.ReadRaw<int>());
}

/// <summary>A worker process cannot start, in its own words.</summary>
internal readonly record struct WorkerFailed(string Reason) : IMessage<WorkerFailed>
{
    public static MessageKind Kind => MessageKind.WorkerFailed;

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Reason);
    }

    public static WorkerFailed Read(ref CodecReader reader) => new(StringCodec.Read(ref reader) ?? "");
}

/// <summary>The node needs another slot in a worker process.</summary>
internal readonly record struct OpenSlot(int Slot) : IMessage<OpenSlot>
{
    public static MessageKind Kind => MessageKind.OpenSlot;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Slot);
    }

    public static OpenSlot Read(ref CodecReader reader) => new(reader.ReadRaw<int>());
}

/// <summary>The slot is there.</summary>
internal readonly record struct SlotOpened(int Slot, uint Inbox) : IMessage<SlotOpened>
{
    public static MessageKind Kind => MessageKind.SlotOpened;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Slot);
        writer.WriteRaw(Inbox);
    }

    public static SlotOpened Read(ref CodecReader reader) => new(reader.ReadRaw<int>(), reader.ReadRaw<uint>());
}

/// <summary>An owner is dead: its tasks are to be cancelled, the leases returned when their slots are empty.</summary>
internal readonly record struct CancelOwnerTasks(ProcessId Owner, ulong[] Leases) : IMessage<CancelOwnerTasks>
{
    public static MessageKind Kind => MessageKind.CancelOwnerTasks;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Owner.Value);
        RawArrayCodec<ulong>.Write(writer, Leases);
    }

    public static CancelOwnerTasks Read(ref CodecReader reader) => new(new ProcessId(reader.ReadRaw<ulong>()), RawArrayCodec<ulong>.Read(ref reader) ?? []);
}

/// <summary>The worker process shall end.</summary>
internal readonly record struct Shutdown(string Reason) : IMessage<Shutdown>
{
    public static MessageKind Kind => MessageKind.Shutdown;

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Reason);
    }

    public static Shutdown Read(ref CodecReader reader) => new(StringCodec.Read(ref reader) ?? "");
}

/// <summary>A process of the cluster is gone.</summary>
internal readonly record struct ProcessDied(ProcessId Process, ProcessFate Fate) : IMessage<ProcessDied>
{
    public static MessageKind Kind => MessageKind.ProcessDied;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Process.Value);
        Forms.Write(writer, Fate);
    }

    public static ProcessDied Read(ref CodecReader reader) => new(new ProcessId(reader.ReadRaw<ulong>()), Forms.ReadFate(ref reader));
}

/// <summary>The node has lent the slot: before its owner can push to it.</summary>
internal readonly record struct SlotLent(int Slot, ulong Lease) : IMessage<SlotLent>
{
    public static MessageKind Kind => MessageKind.SlotLent;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Slot);
        writer.WriteRaw(Lease);
    }

    public static SlotLent Read(ref CodecReader reader) => new(reader.ReadRaw<int>(), reader.ReadRaw<ulong>());
}
