using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A process wants to know which log files a node has.</summary>
internal readonly record struct LogFilesAsk(ulong Number) : IMessage<LogFilesAsk>
{
    public static MessageKind Kind => MessageKind.LogFilesAsk;

    public void Write(CodecWriter writer) => writer.WriteRaw(Number);

    public static LogFilesAsk Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>Those are there.</summary>
internal readonly record struct LogFilesThere(ulong Number, string[] Names, long[] Bytes) : IMessage<LogFilesThere>
{
    public static MessageKind Kind => MessageKind.LogFilesThere;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        ArrayCodec<string, StringCodec>.Write(writer, Names);
        RawArrayCodec<long>.Write(writer, Bytes);
    }

    public static LogFilesThere Read(ref CodecReader reader) =>
        new(reader.ReadRaw<ulong>(), ArrayCodec<string, StringCodec>.Read(ref reader) ?? [], RawArrayCodec<long>.Read(ref reader) ?? []);
}

/// <summary>A process wants to read log files of a node, by a number of its own.</summary>
/// <param name="Number">The reader's number for it.</param>
/// <param name="Prefix">How the names of the files begin; empty: all.</param>
/// <param name="Tail">How many of the last lines of each file that is there; negative: all.</param>
/// <param name="Follow">Whether what is written later follows.</param>
internal readonly record struct LogFollow(ulong Number, string Prefix, int Tail, bool Follow) : IMessage<LogFollow>
{
    /// <summary>Bytes that may be under way before the reader has said that it took some.</summary>
    public const int Window = 512 * 1024;

    public static MessageKind Kind => MessageKind.LogFollow;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Prefix);
        writer.WriteRaw(Tail);
        BooleanCodec.Write(writer, Follow);
    }

    public static LogFollow Read(ref CodecReader reader) =>
        new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", reader.ReadRaw<int>(), BooleanCodec.Read(ref reader));
}

/// <summary>The reader has taken so many bytes.</summary>
internal readonly record struct LogFollowMore(ulong Number, int Bytes) : IMessage<LogFollowMore>
{
    public static MessageKind Kind => MessageKind.LogFollowMore;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        writer.WriteRaw(Bytes);
    }

    public static LogFollowMore Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<int>());
}

/// <summary>The reader wants no more.</summary>
internal readonly record struct LogFollowStop(ulong Number) : IMessage<LogFollowStop>
{
    public static MessageKind Kind => MessageKind.LogFollowStop;

    public void Write(CodecWriter writer) => writer.WriteRaw(Number);

    public static LogFollowStop Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The next bytes of a log file.</summary>
internal readonly record struct LogPiece(ulong Number, string File, byte[] Bytes) : IMessage<LogPiece>
{
    public static MessageKind Kind => MessageKind.LogPiece;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, File);
        RawArrayCodec<byte>.Write(writer, Bytes);
    }

    public static LogPiece Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>Nothing more follows.</summary>
internal readonly record struct LogEnd(ulong Number) : IMessage<LogEnd>
{
    public static MessageKind Kind => MessageKind.LogEnd;

    public void Write(CodecWriter writer) => writer.WriteRaw(Number);

    public static LogEnd Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The node has seen that this worker's log files are full.</summary>
internal readonly record struct LogFilesFull : IMessage<LogFilesFull>
{
    public static MessageKind Kind => MessageKind.LogFilesFull;

    public void Write(CodecWriter writer) { }

    public static LogFilesFull Read(ref CodecReader reader) => default;
}
