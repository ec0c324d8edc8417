using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>The sending node has copies of them now: told to their owner.</summary>
internal readonly record struct ObjectsCopied(ObjectId[] Ids) : IMessage<ObjectsCopied>
{
    public static MessageKind Kind => MessageKind.ObjectsCopied;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static ObjectsCopied Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>The sending node has no copies of them any more: told to their owner.</summary>
internal readonly record struct CopiesDropped(ObjectId[] Ids) : IMessage<CopiesDropped>
{
    public static MessageKind Kind => MessageKind.CopiesDropped;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static CopiesDropped Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>The receiving node's copies of them are the first now: it must not drop them. It answers with those it has, and those it has not.</summary>
internal readonly record struct CopiesKeep(ObjectId[] Ids) : IMessage<CopiesKeep>
{
    public static MessageKind Kind => MessageKind.CopiesKeep;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static CopiesKeep Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>Nobody of those who were said to have it gave the object: its owner is asked for others.</summary>
/// <param name="Number">The asking process's number for it.</param>
/// <param name="Id">The object.</param>
/// <param name="Without">Nodes that have no copy.</param>
/// <param name="Reason">Why it could not be had.</param>
internal readonly record struct CopiesLost(ulong Number, ObjectId Id, uint[] Without, string Reason) : IMessage<CopiesLost>
{
    public static MessageKind Kind => MessageKind.CopiesLost;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Id);
        Forms.Write(writer, Without);
        StringCodec.Write(writer, Reason);
    }

    public static CopiesLost Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader), Forms.ReadNodes(ref reader), StringCodec.Read(ref reader) ?? "");
}

/// <summary>What the owner knows.</summary>
/// <param name="Number">The asking process's number for it.</param>
/// <param name="Nodes">Nodes that have the object; none: it is lost.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Makings">How often it was made again.</param>
/// <param name="Failure">Why it is lost: a failure in the form that travels.</param>
internal readonly record struct CopiesFound(ulong Number, uint[] Nodes, long Length, int Makings, byte[] Failure) : IMessage<CopiesFound>
{
    public static MessageKind Kind => MessageKind.CopiesFound;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Nodes);
        writer.WriteRaw(Length);
        writer.WriteRaw(Makings);
        RawArrayCodec<byte>.Write(writer, Failure);
    }

    public static CopiesFound Read(ref CodecReader reader) =>
        new(reader.ReadRaw<ulong>(), Forms.ReadNodes(ref reader), reader.ReadRaw<long>(), reader.ReadRaw<int>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>Asks a node to answer when it has handled what it was told to delete before.</summary>
internal readonly record struct DeletionsAsk(ulong Number) : IMessage<DeletionsAsk>
{
    public static MessageKind Kind => MessageKind.DeletionsAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static DeletionsAsk Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>It has.</summary>
internal readonly record struct DeletionsDone(ulong Number) : IMessage<DeletionsDone>
{
    public static MessageKind Kind => MessageKind.DeletionsDone;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static DeletionsDone Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}
