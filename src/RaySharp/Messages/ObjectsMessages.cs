using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A borrower wants the value, once it is there.</summary>
internal readonly record struct ObjectGet(ulong Request, ObjectId Id) : IMessage<ObjectGet>
{
    public static MessageKind Kind => MessageKind.ObjectGet;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
    }

    public static ObjectGet Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectId(ref reader));
}

/// <summary>This process holds the object too.</summary>
internal readonly record struct BorrowAdd(ObjectId Id, ulong Ticket) : IMessage<BorrowAdd>
{
    public static MessageKind Kind => MessageKind.BorrowAdd;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Ticket);
    }

    public static BorrowAdd Read(ref CodecReader reader) => new(Forms.ReadObjectId(ref reader), reader.ReadRaw<ulong>());
}

/// <summary>The owner knows of the borrower.</summary>
internal readonly record struct BorrowAdded(ulong Ticket) : IMessage<BorrowAdded>
{
    public static MessageKind Kind => MessageKind.BorrowAdded;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Ticket);
    }

    public static BorrowAdded Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>This process holds the object no more.</summary>
internal readonly record struct BorrowRemove(ObjectId Id) : IMessage<BorrowRemove>
{
    public static MessageKind Kind => MessageKind.BorrowRemove;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
    }

    public static BorrowRemove Read(ref CodecReader reader) => new(Forms.ReadObjectId(ref reader));
}

/// <summary>What came with a message is registered or was dropped.</summary>
internal readonly record struct BagSettle(ulong Bag) : IMessage<BagSettle>
{
    public static MessageKind Kind => MessageKind.BagSettle;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Bag);
    }

    public static BagSettle Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}
