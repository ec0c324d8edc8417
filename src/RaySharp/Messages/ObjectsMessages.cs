using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A borrower wants the value, once it is there. It may have been told before where it is, and have found nothing there.</summary>
internal readonly record struct ObjectGet(ulong Request, ObjectId Id, bool IsLost) : IMessage<ObjectGet>
{
    public static MessageKind Kind => MessageKind.ObjectGet;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        BooleanCodec.Write(writer, IsLost);
    }

    public static ObjectGet Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader), BooleanCodec.Read(ref reader));
}

/// <summary>The sender holds the receiver's object or actor.</summary>
internal readonly record struct BorrowAdd(SharedId Id, ulong Number, bool Answer) : IMessage<BorrowAdd>
{
    public static MessageKind Kind => MessageKind.BorrowAdd;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Number);
        BooleanCodec.Write(writer, Answer);
    }

    public static BorrowAdd Read(ref CodecReader reader) => new(Forms.ReadSharedId(ref reader), reader.ReadRaw<ulong>(), BooleanCodec.Read(ref reader));
}

/// <summary>The owner knows of the borrower.</summary>
internal readonly record struct BorrowAdded(SharedId Id, ulong Number) : IMessage<BorrowAdded>
{
    public static MessageKind Kind => MessageKind.BorrowAdded;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Number);
    }

    public static BorrowAdded Read(ref CodecReader reader) => new(Forms.ReadSharedId(ref reader), reader.ReadRaw<ulong>());
}

/// <summary>The owner has no such thing any more.</summary>
internal readonly record struct BorrowRefused(SharedId Id, ulong Number) : IMessage<BorrowRefused>
{
    public static MessageKind Kind => MessageKind.BorrowRefused;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Number);
    }

    public static BorrowRefused Read(ref CodecReader reader) => new(Forms.ReadSharedId(ref reader), reader.ReadRaw<ulong>());
}

/// <summary>The sender holds it no more.</summary>
internal readonly record struct BorrowRemove(SharedId Id, ulong Number) : IMessage<BorrowRemove>
{
    public static MessageKind Kind => MessageKind.BorrowRemove;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Number);
    }

    public static BorrowRemove Read(ref CodecReader reader) => new(Forms.ReadSharedId(ref reader), reader.ReadRaw<ulong>());
}

/// <summary>What came with a message is registered with its owners, or was dropped.</summary>
internal readonly record struct BagSettle(ulong Bag) : IMessage<BagSettle>
{
    public static MessageKind Kind => MessageKind.BagSettle;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Bag);
    }

    public static BagSettle Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}
