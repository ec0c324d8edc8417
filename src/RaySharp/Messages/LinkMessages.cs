using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>To the head: the sender's link to that process of another node ended a while ago, and nobody said that the process has.</summary>
internal readonly record struct LinkBroken(ProcessId Peer) : IMessage<LinkBroken>
{
    public static MessageKind Kind => MessageKind.LinkBroken;

    public void Write(CodecWriter writer) => writer.WriteRaw(Peer.Value);

    public static LinkBroken Read(ref CodecReader reader) => new(new ProcessId(reader.ReadRaw<ulong>()));
}

/// <summary>From the head to a node host: that worker process must end.</summary>
internal readonly record struct ProcessEnd(ProcessId Process, string Reason) : IMessage<ProcessEnd>
{
    public static MessageKind Kind => MessageKind.ProcessEnd;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Process.Value);
        StringCodec.Write(writer, Reason);
    }

    public static ProcessEnd Read(ref CodecReader reader) => new(new ProcessId(reader.ReadRaw<ulong>()), StringCodec.Read(ref reader) ?? "");
}
