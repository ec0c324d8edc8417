using System.Buffers.Binary;

namespace RaySharp.Wire;

/// <summary>What a record on a link's socket is. The first four are parts of frames, as in rings.</summary>
internal enum SocketKind : uint
{
    WholeFrame = FramePart.Whole,
    FirstPart = FramePart.First,
    MiddlePart = FramePart.Middle,
    LastPart = FramePart.Last,

    /// <summary>A descriptor comes along: a ring for the inbox that <c>Target</c> names. Payload: the ring's id.</summary>
    OpenRing,

    /// <summary>The writer is done with ring <c>Target</c>.</summary>
    CloseRing,

    /// <summary>The reader is gone from ring <c>Target</c>.</summary>
    RefuseRing,
}

/// <summary>A record on a link's socket after the hello: kind and length, target, payload.</summary>
internal readonly ref struct SocketRecord(SocketKind kind, uint target, ReadOnlySpan<byte> payload)
{
    public const int HeaderBytes = 8;

    public readonly SocketKind Kind = kind;
    public readonly uint Target = target;
    public readonly ReadOnlySpan<byte> Payload = payload;

    public static void WriteHeader(Span<byte> bytes, SocketKind kind, int payload, uint target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Record.Header((FramePart)kind, payload));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], target);
    }

    /// <summary>False when the record is not all there yet.</summary>
    public static bool TryRead(Intake intake, int maxPayload, out SocketRecord record)
    {
        record = default;
        ReadOnlySpan<byte> unread = intake.Unread;
        if (unread.Length < HeaderBytes)
            return false;
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(unread);
        int length = Record.Payload(header);
        SocketKind kind = (SocketKind)Record.Part(header);
        if (kind > SocketKind.RefuseRing || length > maxPayload)
            throw new WireViolationException($"The socket carries a record of unknown kind {(uint)kind} or of {length} bytes.");
        if (unread.Length - HeaderBytes < length)
            return false;
        record = new SocketRecord(kind, BinaryPrimitives.ReadUInt32LittleEndian(unread[4..]), unread.Slice(HeaderBytes, length));
        intake.Consume(HeaderBytes + length);
        return true;
    }
}
