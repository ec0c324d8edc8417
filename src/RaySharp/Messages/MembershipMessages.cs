using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>The head asks a node whether it is there.</summary>
internal readonly record struct NodePing(ulong Number) : IMessage<NodePing>
{
    public static MessageKind Kind => MessageKind.NodePing;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static NodePing Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>It is.</summary>
internal readonly record struct NodePong(ulong Number) : IMessage<NodePong>
{
    public static MessageKind Kind => MessageKind.NodePong;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
    }

    public static NodePong Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>A node that joined works, and can be reached there.</summary>
internal readonly record struct NodeReady(string Host, int Port) : IMessage<NodeReady>
{
    public static MessageKind Kind => MessageKind.NodeReady;

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Host);
        writer.WriteRaw(Port);
    }

    public static NodeReady Read(ref CodecReader reader) => new(StringCodec.Read(ref reader) ?? "", reader.ReadRaw<int>());
}

/// <summary>A node leaves: it is not to be waited for.</summary>
internal readonly record struct NodeLeave : IMessage<NodeLeave>
{
    public static MessageKind Kind => MessageKind.NodeLeave;

    public void Write(CodecWriter writer)
    {
    }

    public static NodeLeave Read(ref CodecReader reader) => default;
}

/// <summary>Where is that node? From a worker to its node host, from there to the head.</summary>
internal readonly record struct NodeAddressAsk(uint Node) : IMessage<NodeAddressAsk>
{
    public static MessageKind Kind => MessageKind.NodeAddressAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Node);
    }

    public static NodeAddressAsk Read(ref CodecReader reader) => new(reader.ReadRaw<uint>());
}

/// <summary>There is such a node, at this address. An answer, or news.</summary>
internal readonly record struct NodeAddress(uint Node, string Host, int Port) : IMessage<NodeAddress>
{
    public static MessageKind Kind => MessageKind.NodeAddress;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Node);
        StringCodec.Write(writer, Host);
        writer.WriteRaw(Port);
    }

    public static NodeAddress Read(ref CodecReader reader) => new(reader.ReadRaw<uint>(), StringCodec.Read(ref reader) ?? "", reader.ReadRaw<int>());
}

/// <summary>There is no such node any more, and no process of it. An answer, or news.</summary>
internal readonly record struct NodeGone(uint Node, string Reason) : IMessage<NodeGone>
{
    public static MessageKind Kind => MessageKind.NodeGone;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Node);
        StringCodec.Write(writer, Reason);
    }

    public static NodeGone Read(ref CodecReader reader) => new(reader.ReadRaw<uint>(), StringCodec.Read(ref reader) ?? "");
}
