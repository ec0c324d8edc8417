using RaySharp.Codecs;

namespace RaySharp.Failures;

/// <summary>An exception as it was thrown elsewhere: names and texts, and what it was caused by.</summary>
internal sealed record ThrownException(string Type, string Message, string Stack, string? TaskName, ThrownException? Inner)
{
    public static ThrownException Of(Exception thrown, int depth) => thrown is TaskFailedException failed
        ? new(typeof(TaskFailedException).FullName!, failed.RemoteMessage, failed.RemoteStack, failed.TaskName, InnerOf(thrown, depth) ?? new(failed.RemoteType, failed.RemoteMessage, failed.RemoteStack, null, null))
        : new(thrown.GetType().FullName ?? thrown.GetType().Name, thrown.Message, thrown.StackTrace ?? "", null, InnerOf(thrown, depth));

    /// <summary>The original, where its class may travel.</summary>
    public Exception? ToTyped()
    {
        if (TaskName is null) return ExceptionRegistry.TryMake(Type, Message, Inner?.ToTyped());
        return new TaskFailedException(TaskName, Inner?.Type ?? Type, Message, Stack, Inner?.ToTyped());
    }

    public void Write(CodecWriter writer)
    {
        writer.Enter();
        StringCodec.Write(writer, Type);
        StringCodec.Write(writer, Message);
        StringCodec.Write(writer, Stack);
        StringCodec.Write(writer, TaskName);
        BooleanCodec.Write(writer, Inner is not null);
        Inner?.Write(writer);
        writer.Leave();
    }

    public static ThrownException Read(ref CodecReader reader)
    {
        reader.Enter();
        var thrown = new ThrownException(StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "",
            StringCodec.Read(ref reader), BooleanCodec.Read(ref reader) ? Read(ref reader) : null);
        reader.Leave();
        return thrown;
    }

    private static ThrownException? InnerOf(Exception thrown, int depth) =>
        thrown.InnerException is { } inner && depth > 0 ? Of(inner, depth - 1) : null;
}
