using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>Lines that user code wrote.</summary>
internal readonly record struct LogLines(string Source, bool IsError, string[] Lines) : IMessage<LogLines>
{
    public static MessageKind Kind => MessageKind.LogLines;

    /// <summary>The process that wrote them; 0: the one that sends this.</summary>
    public int Pid { get; init; }

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Pid);
        StringCodec.Write(writer, Source);
        BooleanCodec.Write(writer, IsError);
        ArrayCodec<string, StringCodec>.Write(writer, Lines);
    }

    public static LogLines Read(ref CodecReader reader)
    {
        int pid = reader.ReadRaw<int>();
        return new LogLines(StringCodec.Read(ref reader) ?? "", BooleanCodec.Read(ref reader), ArrayCodec<string, StringCodec>.Read(ref reader) ?? []) { Pid = pid };
    }
}

/// <summary>What user code logged.</summary>
/// <param name="Category">The task's name.</param>
/// <param name="Level">A LogLevel.</param>
/// <param name="EventId">The event's number.</param>
/// <param name="EventName">Its name; empty: none.</param>
/// <param name="Text">The message, formatted.</param>
/// <param name="Scopes">The scopes around it, outermost first; empty: none.</param>
/// <param name="Exception">The exception as text; empty: none.</param>
internal readonly record struct LogEntry(string Category, int Level, int EventId, string EventName, string Text, string Scopes, string Exception) : IMessage<LogEntry>
{
    public static MessageKind Kind => MessageKind.LogEntry;

    /// <summary>The process that logged it; 0: the one that sends this.</summary>
    public int Pid { get; init; }

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Pid);
        StringCodec.Write(writer, Category);
        writer.WriteRaw(Level);
        writer.WriteRaw(EventId);
        StringCodec.Write(writer, EventName);
        StringCodec.Write(writer, Text);
        StringCodec.Write(writer, Scopes);
        StringCodec.Write(writer, Exception);
    }

    public static LogEntry Read(ref CodecReader reader)
    {
        int pid = reader.ReadRaw<int>();
        return new LogEntry(StringCodec.Read(ref reader) ?? "", reader.ReadRaw<int>(), reader.ReadRaw<int>(),
            StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "")
        {
            Pid = pid,
        };
    }
}

/// <summary>The driver has printed lines and entries of this many bytes: as many more may come.</summary>
internal readonly record struct LogTaken(int Bytes) : IMessage<LogTaken>
{
    public static MessageKind Kind => MessageKind.LogTaken;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Bytes);
    }

    public static LogTaken Read(ref CodecReader reader) => new(reader.ReadRaw<int>());
}
