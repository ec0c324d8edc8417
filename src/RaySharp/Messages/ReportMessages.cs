using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A process wants to know what the node's store holds: at most so many objects, the largest.</summary>
internal readonly record struct StoreAsk(ulong Number, int Most) : IMessage<StoreAsk>
{
    public static MessageKind Kind => MessageKind.StoreAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Most);
    }

    public static StoreAsk Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<int>());
}

/// <summary>What the store holds. Copies of other nodes' objects are listed, and not counted.</summary>
internal readonly record struct StoreBooks(ulong Number, long Capacity, long InUse, long Reserved, long Spilled, int Waiting, int Count, StoreBooks.Entry[] Objects) : IMessage<StoreBooks>
{
    private const int LeastEntryBytes = 38;

    public static MessageKind Kind => MessageKind.StoreBooks;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Capacity);
        writer.WriteRaw(InUse);
        writer.WriteRaw(Reserved);
        writer.WriteRaw(Spilled);
        writer.WriteRaw(Waiting);
        writer.WriteRaw(Count);
        writer.WriteCount(Objects.Length);
        foreach (var entry in Objects) entry.Write(writer);
    }

    public static StoreBooks Read(ref CodecReader reader)
    {
        ulong number = reader.ReadRaw<ulong>();
        long capacity = reader.ReadRaw<long>(), inUse = reader.ReadRaw<long>(), reserved = reader.ReadRaw<long>(), spilled = reader.ReadRaw<long>();
        int waiting = reader.ReadRaw<int>(), count = reader.ReadRaw<int>();
        var objects = new Entry[Math.Max(0, reader.ReadCount(LeastEntryBytes))];
        for (int i = 0; i < objects.Length; i++) objects[i] = Entry.Read(ref reader);
        return new StoreBooks(number, capacity, inUse, reserved, spilled, waiting, count, objects);
    }

    /// <summary>One object.</summary>
    internal readonly record struct Entry(ObjectId Id, long Size, ProcessId Writer, bool IsInMemory, bool IsOnDisk, bool IsCopy, ulong[] Readers)
    {
        public void Write(CodecWriter writer)
        {
            Forms.Write(writer, Id);
            writer.WriteRaw(Size);
            writer.WriteRaw(Writer.Value);
            writer.WriteRaw((byte)((IsInMemory ? 1 : 0) | (IsOnDisk ? 2 : 0) | (IsCopy ? 4 : 0)));
            RawArrayCodec<ulong>.Write(writer, Readers);
        }

        public static Entry Read(ref CodecReader reader)
        {
            var id = Forms.ReadObjectId(ref reader);
            long size = reader.ReadRaw<long>();
            var writer = new ProcessId(reader.ReadRaw<ulong>());
            byte flags = reader.ReadRaw<byte>();
            return new Entry(id, size, writer, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, RawArrayCodec<ulong>.Read(ref reader) ?? []);
        }
    }
}

/// <summary>An owner is asked what it knows of its objects.</summary>
internal readonly record struct OwnedObjectsAsk(ulong Number, ObjectId[] Ids) : IMessage<OwnedObjectsAsk>
{
    public static MessageKind Kind => MessageKind.OwnedObjectsAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        Forms.Write(writer, Ids);
    }

    public static OwnedObjectsAsk Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadObjectIds(ref reader));
}

/// <summary>What it knows, in the order of the question: how many references are counted, which processes hold them, and which of the call sites made the object (negative: not recorded).</summary>
internal readonly record struct OwnedObjects(ulong Number, int[] References, ulong[][] Holders, int[] Sites, string[] SiteNames) : IMessage<OwnedObjects>
{
    public static MessageKind Kind => MessageKind.OwnedObjects;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        RawArrayCodec<int>.Write(writer, References);
        writer.WriteCount(Holders.Length);
        foreach (ulong[] holders in Holders) RawArrayCodec<ulong>.Write(writer, holders);
        RawArrayCodec<int>.Write(writer, Sites);
        writer.WriteCount(SiteNames.Length);
        foreach (string name in SiteNames) StringCodec.Write(writer, name);
    }

    public static OwnedObjects Read(ref CodecReader reader)
    {
        ulong number = reader.ReadRaw<ulong>();
        int[] references = RawArrayCodec<int>.Read(ref reader) ?? [];
        ulong[][] holders = new ulong[Math.Max(0, reader.ReadCount(1))][];
        for (int i = 0; i < holders.Length; i++) holders[i] = RawArrayCodec<ulong>.Read(ref reader) ?? [];
        int[] sites = RawArrayCodec<int>.Read(ref reader) ?? [];
        string[] names = new string[Math.Max(0, reader.ReadCount(1))];
        for (int i = 0; i < names.Length; i++) names[i] = StringCodec.Read(ref reader) ?? "";
        return new OwnedObjects(number, references, holders, sites, names);
    }
}
