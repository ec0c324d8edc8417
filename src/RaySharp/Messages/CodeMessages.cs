using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A piece of the archive of a job's program, please: from a node host to the head, and from the head to the job's driver.</summary>
/// <param name="Request">Counts what the asking process asked for.</param>
/// <param name="Job">The job.</param>
/// <param name="Offset">Where the piece is to begin.</param>
internal readonly record struct CodeAsk(ulong Request, uint Job, long Offset) : IMessage<CodeAsk>
{
    public static MessageKind Kind => MessageKind.CodeAsk;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        writer.WriteRaw(Job);
        writer.WriteRaw(Offset);
    }

    public static CodeAsk Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<uint>(), reader.ReadRaw<long>());
}

/// <summary>This one.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Total">Bytes of the whole archive.</param>
/// <param name="Bytes">The piece.</param>
/// <param name="Failure">Why there is none; empty: there is.</param>
internal readonly record struct CodePiece(ulong Request, long Total, byte[] Bytes, string Failure) : IMessage<CodePiece>
{
    public static MessageKind Kind => MessageKind.CodePiece;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        writer.WriteRaw(Total);
        RawArrayCodec<byte>.Write(writer, Bytes);
        StringCodec.Write(writer, Failure);
    }

    public static CodePiece Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), reader.ReadRaw<long>(), RawArrayCodec<byte>.Read(ref reader) ?? [], StringCodec.Read(ref reader) ?? "");
}
