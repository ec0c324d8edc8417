using System.Buffers.Binary;

namespace RaySharp.Wire;

/// <summary>
/// The first bytes of a connection between nodes, in the clear, so that the node's listener can hand the socket to the process
/// that is meant: magic, version, target. The target 0 asks to join the cluster.
/// </summary>
internal static class Preamble
{
    public const int Bytes = 16;
    public const ushort Version = 1;

    private const uint Magic = 0x4e594152; // "RAYN"

    public static byte[] Encode(ProcessId target)
    {
        byte[] bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), target.Value);
        return bytes;
    }

    /// <summary>False when it is none.</summary>
    public static bool TryReadVersion(ReadOnlySpan<byte> bytes, out int version)
    {
        bool whole = bytes.Length >= Bytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Magic;
        version = whole ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) : 0;
        return whole;
    }

    /// <summary>The target of a preamble of this version.</summary>
    public static ProcessId Target(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Two bytes between version and target are for later; nobody sets them now.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) == 0;
}
