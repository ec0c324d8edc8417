using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A node wants a copy of an object that the receiver's store has. It comes in frames for that inbox.</summary>
/// <param name="Number">The asking node's number for it.</param>
/// <param name="Id">The object.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Until">So many may be sent before more is allowed.</param>
/// <param name="Inbox">The inbox, of the asking node.</param>
/// <param name="IsArgument">Whether only tasks that have not started wait for it.</param>
internal readonly record struct PullRequest(ulong Number, ObjectId Id, long Length, long Until, uint Inbox, bool IsArgument) : IMessage<PullRequest>
{
    public static MessageKind Kind => MessageKind.PullRequest;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Id);
        writer.WriteRaw(Length);
        writer.WriteRaw(Until);
        writer.WriteRaw(Inbox);
        BooleanCodec.Write(writer, IsArgument);
    }

    public static PullRequest Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader), reader.ReadRaw<long>(), reader.ReadRaw<long>(), reader.ReadRaw<uint>(), BooleanCodec.Read(ref reader));
}

/// <summary>So many bytes of it may have been sent by now.</summary>
internal readonly record struct PullMore(ulong Number, long Until) : IMessage<PullMore>
{
    public static MessageKind Kind => MessageKind.PullMore;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Until);
    }

    public static PullMore Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<long>());
}

/// <summary>It is not needed any more.</summary>
internal readonly record struct PullCancel(ulong Number) : IMessage<PullCancel>
{
    public static MessageKind Kind => MessageKind.PullCancel;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static PullCancel Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The object cannot be sent.</summary>
/// <param name="Number">The asking node's number for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsLost">Whether the sender has no copy.</param>
/// <param name="IsFull">Whether it has no room to restore its copy now.</param>
internal readonly record struct PullFailed(ulong Number, string Reason, bool IsLost, bool IsFull) : IMessage<PullFailed>
{
    public static MessageKind Kind => MessageKind.PullFailed;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Reason);
        BooleanCodec.Write(writer, IsLost);
        BooleanCodec.Write(writer, IsFull);
    }

    public static PullFailed Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", BooleanCodec.Read(ref reader), BooleanCodec.Read(ref reader));
}
