using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>Which program does that job run? From a node host to the head.</summary>
internal readonly record struct JobAsk(uint Job) : IMessage<JobAsk>
{
    public static MessageKind Kind => MessageKind.JobAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Job);
    }

    public static JobAsk Read(ref CodecReader reader) => new(reader.ReadRaw<uint>());
}

/// <summary>This one; empty: the head knows no such job.</summary>
internal readonly record struct JobAnswer(uint Job, byte[] Program) : IMessage<JobAnswer>
{
    public static MessageKind Kind => MessageKind.JobAnswer;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Job);
        RawArrayCodec<byte>.Write(writer, Program);
    }

    public static JobAnswer Read(ref CodecReader reader) => new(reader.ReadRaw<uint>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>From a driver to the head of a detached cluster: it is needed no more.</summary>
internal readonly record struct ClusterEnd : IMessage<ClusterEnd>
{
    public static MessageKind Kind => MessageKind.ClusterEnd;

    public void Write(CodecWriter writer)
    {
    }

    public static ClusterEnd Read(ref CodecReader reader) => default;
}

/// <summary>A job's driver is gone, and nothing that outlives it is left: its processes are to end.</summary>
internal readonly record struct JobOver(uint Job) : IMessage<JobOver>
{
    public static MessageKind Kind => MessageKind.JobOver;

    public void Write(CodecWriter writer) => writer.WriteRaw(Job);

    public static JobOver Read(ref CodecReader reader) => new(reader.ReadRaw<uint>());
}
