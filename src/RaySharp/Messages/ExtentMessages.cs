using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A process wants to write so many bytes in one piece.</summary>
internal readonly record struct ExtentRequest(ulong Number, long Bytes) : IMessage<ExtentRequest>
{
    public static MessageKind Kind => MessageKind.ExtentRequest;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Bytes);
    }

    public static ExtentRequest Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<long>());
}

/// <summary>It needs the room no more.</summary>
internal readonly record struct ExtentRequestCancel(ulong Number) : IMessage<ExtentRequestCancel>
{
    public static MessageKind Kind => MessageKind.ExtentRequestCancel;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static ExtentRequestCancel Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The extent is the process's to write in, between what lies there already (offset and length, one after the other).</summary>
internal readonly record struct ExtentGrant(ulong Number, ulong Extent, long Bytes, string Path, long[] Taken) : IMessage<ExtentGrant>
{
    public static MessageKind Kind => MessageKind.ExtentGrant;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Extent);
        writer.WriteRaw(Bytes);
        StringCodec.Write(writer, Path);
        RawArrayCodec<long>.Write(writer, Taken);
    }

    public static ExtentGrant Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<long>(), StringCodec.Read(ref reader) ?? "", RawArrayCodec<long>.Read(ref reader) ?? []);
}

/// <summary>There is no room, and will be none.</summary>
internal readonly record struct ExtentRefuse(ulong Number, string Reason) : IMessage<ExtentRefuse>
{
    public static MessageKind Kind => MessageKind.ExtentRefuse;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Reason);
    }

    public static ExtentRefuse Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "");
}

/// <summary>The process writes there no more.</summary>
internal readonly record struct ExtentReturn(ulong Extent) : IMessage<ExtentReturn>
{
    public static MessageKind Kind => MessageKind.ExtentReturn;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Extent);
    }

    public static ExtentReturn Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>Room is short: return extents in which nothing is being written.</summary>
internal readonly record struct ExtentRecall() : IMessage<ExtentRecall>
{
    public static MessageKind Kind => MessageKind.ExtentRecall;

    public void Write(CodecWriter writer)
    {
    }

    public static ExtentRecall Read(ref CodecReader reader) => new();
}

/// <summary>Nobody will be told of the extent any more.</summary>
internal readonly record struct ExtentGone(ulong Extent) : IMessage<ExtentGone>
{
    public static MessageKind Kind => MessageKind.ExtentGone;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Extent);
    }

    public static ExtentGone Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>What was sealed there is gone: its writer may use the space again.</summary>
internal readonly record struct BlockFree(ulong Extent, long Offset) : IMessage<BlockFree>
{
    public static MessageKind Kind => MessageKind.BlockFree;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Extent);
        writer.WriteRaw(Offset);
    }

    public static BlockFree Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<long>());
}
