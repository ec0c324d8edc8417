using System.Buffers.Binary;

namespace RaySharp.Wire;

/// <summary>The messages of the hello, in their order.</summary>
internal enum HelloKind : byte
{
    Hello = 1,
    Challenge,
    Proof,
    Welcome,
    Refusal,

    /// <summary>A socket that the node's listener accepted for this process comes along.</summary>
    Handoff,

    /// <summary>After the hello of a newcomer: what it asks, and what it is answered.</summary>
    JoinRequest,
    JoinReply,
}

internal enum HelloRefusal : byte
{
    Authentication = 1,
    Version,

    /// <summary>Both sides connected at once, and the other connection is kept.</summary>
    Duplicate,

    /// <summary>The peer's node was declared lost.</summary>
    NodeLost,
}

/// <summary>
/// A message of the hello: magic, version, kind, flags, length, body. The header keeps its form in all versions, so that two
/// versions can tell each other that they do not fit.
/// </summary>
internal readonly ref struct HelloMessage(HelloKind kind, bool rings, ReadOnlySpan<byte> all)
{
    public const int HeaderBytes = 12, MaxBytes = 4096;

    /// <summary>The longest message of an authenticated newcomer.</summary>
    public const int MaxJoinBytes = HeaderBytes + (64 * 1024);

    public const ushort Version = 1;

    private const uint Magic = 0x53594152; // "RAYS"
    private const byte RingsFlag = 1;

    public readonly HelloKind Kind = kind;
    public readonly bool Rings = rings;

    /// <summary>Header and body: what the proofs cover.</summary>
    public readonly ReadOnlySpan<byte> All = all;

    public ReadOnlySpan<byte> Body => All[HeaderBytes..];

    public static byte[] Encode(HelloKind kind, bool rings, params ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), Version);
        message[6] = (byte)kind;
        message[7] = rings ? RingsFlag : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), body.Length);
        body.CopyTo(message.AsSpan(HeaderBytes));
        return message;
    }

    /// <summary>False when the message is not all there yet. The span lives until the intake receives again.</summary>
    public static bool TryRead(Intake intake, out HelloMessage message, int maxBytes = MaxBytes)
    {
        message = default;
        ReadOnlySpan<byte> unread = intake.Unread;
        if (unread.Length < HeaderBytes)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(unread) != Magic)
            throw new WireAuthenticationException();
        int version = BinaryPrimitives.ReadUInt16LittleEndian(unread[4..]);
        if (version != Version)
            throw new WireVersionException(Version, version);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(unread[8..]);
        if (length > maxBytes - HeaderBytes || unread[6] is 0 or > (byte)HelloKind.JoinReply || unread[7] > RingsFlag)
            throw new WireAuthenticationException();
        int all = HeaderBytes + (int)length;
        if (unread.Length < all)
            return false;
        message = new HelloMessage((HelloKind)unread[6], unread[7] == RingsFlag, unread[..all]);
        intake.Consume(all);
        return true;
    }
}
