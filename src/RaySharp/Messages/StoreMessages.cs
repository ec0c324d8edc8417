using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A process has written an object and will not change it any more.</summary>
/// <param name="Number">The process's number for it.</param>
/// <param name="Id">The object.</param>
/// <param name="Extent">Where it is.</param>
/// <param name="Offset">Where in the extent.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsRead">Whether the process reads it there until it closes it.</param>
internal readonly record struct ObjectSeal(ulong Number, ObjectId Id, ulong Extent, long Offset, long Length, bool IsRead) : IMessage<ObjectSeal>
{
    public static MessageKind Kind => MessageKind.ObjectSeal;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Id);
        writer.WriteRaw(Extent);
        writer.WriteRaw(Offset);
        writer.WriteRaw(Length);
        BooleanCodec.Write(writer, IsRead);
    }

    public static ObjectSeal Read(ref CodecReader reader) =>
        new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader), reader.ReadRaw<ulong>(), reader.ReadRaw<long>(), reader.ReadRaw<long>(), BooleanCodec.Read(ref reader));
}

/// <summary>The store knows of the object: others may be told of it.</summary>
internal readonly record struct ObjectSealed(ulong Number) : IMessage<ObjectSealed>
{
    public static MessageKind Kind => MessageKind.ObjectSealed;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static ObjectSealed Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>A process wants to read an object where it is; who gets it goes before whose task has not started, where it must come back from disk.</summary>
/// <param name="Number">The process's number for it.</param>
/// <param name="Id">The object.</param>
/// <param name="IsArgument">Whether only a task that has not started wants it.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Nodes">The nodes that have it, as far as the process knows.</param>
internal readonly record struct ObjectOpen(ulong Number, ObjectId Id, bool IsArgument, long Length, uint[] Nodes) : IMessage<ObjectOpen>
{
    public static MessageKind Kind => MessageKind.ObjectOpen;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Id);
        BooleanCodec.Write(writer, IsArgument);
        writer.WriteRaw(Length);
        Forms.Write(writer, Nodes);
    }

    public static ObjectOpen Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader), BooleanCodec.Read(ref reader), reader.ReadRaw<long>(), Forms.ReadNodes(ref reader));
}

/// <summary>The object is there, and stays there until the process closes it.</summary>
internal readonly record struct ObjectOpened(ulong Number, ulong Extent, long Bytes, string Path, long Offset, long Length) : IMessage<ObjectOpened>
{
    public static MessageKind Kind => MessageKind.ObjectOpened;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Extent);
        writer.WriteRaw(Bytes);
        StringCodec.Write(writer, Path);
        writer.WriteRaw(Offset);
        writer.WriteRaw(Length);
    }

    public static ObjectOpened Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<long>(), StringCodec.Read(ref reader) ?? "", reader.ReadRaw<long>(), reader.ReadRaw<long>());
}

/// <summary>The object cannot be read.</summary>
/// <param name="Number">The process's number for what it asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsFull">Whether there is no room now.</param>
/// <param name="Without">Nodes that have no copy though they may have been said to; its owner may know of others.</param>
internal readonly record struct ObjectOpenFailed(ulong Number, string Reason, bool IsFull, uint[] Without) : IMessage<ObjectOpenFailed>
{
    public static MessageKind Kind => MessageKind.ObjectOpenFailed;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Reason);
        BooleanCodec.Write(writer, IsFull);
        Forms.Write(writer, Without);
    }

    public static ObjectOpenFailed Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", BooleanCodec.Read(ref reader), Forms.ReadNodes(ref reader));
}

/// <summary>The process reads them no more.</summary>
internal readonly record struct ObjectClose(ObjectId[] Ids) : IMessage<ObjectClose>
{
    public static MessageKind Kind => MessageKind.ObjectClose;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static ObjectClose Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>Their owner needs them no more.</summary>
internal readonly record struct ObjectDelete(ObjectId[] Ids) : IMessage<ObjectDelete>
{
    public static MessageKind Kind => MessageKind.ObjectDelete;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static ObjectDelete Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>Their owner needs them no more: who has them open only in case somebody looks again closes them.</summary>
internal readonly record struct ObjectFreed(ObjectId[] Ids) : IMessage<ObjectFreed>
{
    public static MessageKind Kind => MessageKind.ObjectFreed;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Ids);
    }

    public static ObjectFreed Read(ref CodecReader reader) => new(Forms.ReadObjectIds(ref reader));
}

/// <summary>Memory is short: collect, and let go of what is only kept in case.</summary>
internal readonly record struct GarbageCollect(ulong Number) : IMessage<GarbageCollect>
{
    public static MessageKind Kind => MessageKind.GarbageCollect;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static GarbageCollect Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>It has.</summary>
internal readonly record struct GarbageCollected(ulong Number) : IMessage<GarbageCollected>
{
    public static MessageKind Kind => MessageKind.GarbageCollected;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static GarbageCollected Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}
