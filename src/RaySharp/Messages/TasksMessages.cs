using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>The owner wants what the slot has not started.</summary>
internal readonly record struct TakeBack(ulong Lease) : IMessage<TakeBack>
{
    public static MessageKind Kind => MessageKind.TakeBack;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
    }

    public static TakeBack Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>Tasks that were not started, and will not be.</summary>
internal readonly record struct TasksGivenBack(ulong Lease, bool Stalled, ulong[] Handles, int[] Attempts) : IMessage<TasksGivenBack>
{
    public static MessageKind Kind => MessageKind.TasksGivenBack;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        BooleanCodec.Write(writer, Stalled);
        RawArrayCodec<ulong>.Write(writer, Handles);
        RawArrayCodec<int>.Write(writer, Attempts);
    }

    public static TasksGivenBack Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), BooleanCodec.Read(ref reader), RawArrayCodec<ulong>.Read(ref reader) ?? [], RawArrayCodec<int>.Read(ref reader) ?? []);
}

/// <summary>The owner wants a task to stop, or a caller its call. Inbox: the actor's; 0 for a task.</summary>
internal readonly record struct TaskCancel(uint Inbox, ulong Handle, int Attempt, bool Force, bool Recursive) : IMessage<TaskCancel>
{
    public static MessageKind Kind => MessageKind.TaskCancel;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Inbox);
        writer.WriteRaw(Handle);
        writer.WriteRaw(Attempt);
        BooleanCodec.Write(writer, Force);
        BooleanCodec.Write(writer, Recursive);
    }

    public static TaskCancel Read(ref CodecReader reader) => new(reader.ReadRaw<uint>(), reader.ReadRaw<ulong>(), reader.ReadRaw<int>(), BooleanCodec.Read(ref reader), BooleanCodec.Read(ref reader));
}

/// <summary>What was to be cancelled has ended otherwise: a cancellation that came too late need not be remembered.</summary>
internal readonly record struct TaskCancelOver(uint Inbox, ulong Handle, int Attempt) : IMessage<TaskCancelOver>
{
    public static MessageKind Kind => MessageKind.TaskCancelOver;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Inbox);
        writer.WriteRaw(Handle);
        writer.WriteRaw(Attempt);
    }

    public static TaskCancelOver Read(ref CodecReader reader) => new(reader.ReadRaw<uint>(), reader.ReadRaw<ulong>(), reader.ReadRaw<int>());
}

/// <summary>The consumer of a stream has taken so many items.</summary>
internal readonly record struct StreamConsumed(ulong Handle, int Attempt, long Count) : IMessage<StreamConsumed>
{
    public static MessageKind Kind => MessageKind.StreamConsumed;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Handle);
        writer.WriteRaw(Attempt);
        writer.WriteRaw(Count);
    }

    public static StreamConsumed Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<int>(), reader.ReadRaw<long>());
}
