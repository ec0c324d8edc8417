using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>Lines that user code wrote.</summary>
internal readonly record struct LogLines(string Source, bool IsError, string[] Lines) : IMessage<LogLines>
{
    public static MessageKind Kind => MessageKind.LogLines;

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Source);
        BooleanCodec.Write(writer, IsError);
        ArrayCodec<string, StringCodec>.Write(writer, Lines);
    }

    public static LogLines Read(ref CodecReader reader) => new(StringCodec.Read(ref reader) ?? "", BooleanCodec.Read(ref reader), ArrayCodec<string, StringCodec>.Read(ref reader) ?? []);
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

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Category);
        writer.WriteRaw(Level);
        writer.WriteRaw(EventId);
        StringCodec.Write(writer, EventName);
        StringCodec.Write(writer, Text);
        StringCodec.Write(writer, Scopes);
        StringCodec.Write(writer, Exception);
    }

    public static LogEntry Read(ref CodecReader reader) => new(StringCodec.Read(ref reader) ?? "", reader.ReadRaw<int>(), reader.ReadRaw<int>(),
        StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "");
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
