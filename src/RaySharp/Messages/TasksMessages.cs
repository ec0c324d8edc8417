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

/// <summary>The owner wants a task to stop.</summary>
internal readonly record struct TaskCancel(ulong Lease, ulong Handle, int Attempt, bool Force, bool Recursive) : IMessage<TaskCancel>
{
    public static MessageKind Kind => MessageKind.TaskCancel;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Lease);
        writer.WriteRaw(Handle);
        writer.WriteRaw(Attempt);
        BooleanCodec.Write(writer, Force);
        BooleanCodec.Write(writer, Recursive);
    }

    public static TaskCancel Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<int>(), BooleanCodec.Read(ref reader), BooleanCodec.Read(ref reader));
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
