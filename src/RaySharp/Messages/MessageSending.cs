using RaySharp.Codecs;
using RaySharp.Wire;

namespace RaySharp.Messages;

/// <summary>Sends messages over outlets.</summary>
internal static class MessageSending
{
    [ThreadStatic]
    private static CodecWriter? _writer;

    public static void Send<T>(this Outlet outlet, in T message) where T : struct, IMessage<T>
    {
        var writer = Encode(message);
        outlet.Send(writer.Written, default);
        writer.Clear();
    }

    public static byte[] ToFrame<T>(this T message) where T : struct, IMessage<T>
    {
        var writer = Encode(message);
        byte[] frame = writer.Written.ToArray();
        writer.Clear();
        return frame;
    }

    private static CodecWriter Encode<T>(in T message) where T : struct, IMessage<T>
    {
        var writer = _writer ??= new CodecWriter();
        writer.Clear();
        writer.WriteRaw((byte)T.Kind);
        message.Write(writer);
        return writer;
    }
}
