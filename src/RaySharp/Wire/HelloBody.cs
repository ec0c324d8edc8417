using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RaySharp.Wire;

/// <summary>Who a process says it is: nonce, process id, epoch, cluster id, role.</summary>
internal sealed record HelloBody(byte[] Nonce, ProcessId Process, ulong Epoch, string ClusterId, string Role)
{
    public const int NonceBytes = 32;
    private const int FixedBytes = NonceBytes + 16, MaxTextBytes = 255;

    public static HelloBody Of(WireOptions options) =>
        new(RandomNumberGenerator.GetBytes(NonceBytes), options.Self, options.Epoch, options.ClusterId, options.Role);

    /// <summary>The role of a newcomer that is to be a node, or a driver.</summary>
    public const string NodeNewcomer = "newcomer", DriverNewcomer = "driver";

    /// <summary>A process that is no part of the cluster yet.</summary>
    public static HelloBody Newcomer(string clusterId, string role = NodeNewcomer) =>
        new(RandomNumberGenerator.GetBytes(NonceBytes), ProcessId.None, 0, clusterId, role);

    public static void RequireShort(string text, string name)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxTextBytes)
            throw new ArgumentException($"{name} has {bytes} bytes; use at most {MaxTextBytes}.");
    }

    public byte[] Encode()
    {
        byte[] fixedPart = new byte[FixedBytes];
        Nonce.CopyTo(fixedPart, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart.AsSpan(NonceBytes), Process.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart.AsSpan(NonceBytes + 8), Epoch);
        return [.. fixedPart, .. Text(ClusterId), .. Text(Role)];
    }

    /// <summary>Reads a body at the start of the bytes; whoever sends a malformed one is not one of us.</summary>
    public static HelloBody Decode(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes.Length < FixedBytes)
            throw new WireAuthenticationException();
        length = FixedBytes;
        string cluster = ReadText(bytes, ref length);
        string role = ReadText(bytes, ref length);
        return new HelloBody(bytes[..NonceBytes].ToArray(),
            new ProcessId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[NonceBytes..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[(NonceBytes + 8)..]), cluster, role);
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)bytes.Length, .. bytes];
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at >= bytes.Length || bytes.Length - at - 1 < bytes[at])
            throw new WireAuthenticationException();
        string text = Encoding.UTF8.GetString(bytes.Slice(at + 1, bytes[at]));
        at += 1 + bytes[at];
        return text;
    }
}
