using System.Buffers.Binary;
using System.IO.Hashing;

namespace RaySharp.Spilling;

/// <summary>
/// A record of a fused file: magic (8 bytes), id (24), payload's length (8), XXH3 of all that and of the payload (8), payload.
/// Numbers are little-endian.
/// </summary>
internal static class SpillFormat
{
    public const int IdBytes = 24, ChecksumAt = LengthAt + 8, HeaderBytes = ChecksumAt + 8;

    private const int IdAt = 8, LengthAt = IdAt + IdBytes;
    private const ulong Magic = 0x314C_4C49_5053_5352;      // "RSSPILL1"

    public static byte[] Header(SpillRecord record)
    {
        if (record.Id.Length != IdBytes)
            throw new ArgumentException($"Spilling an object with an id of {record.Id.Length} bytes was asked for. Ids have {IdBytes}.");
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        record.Id.Span.CopyTo(header.AsSpan(IdAt));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(LengthAt), Length(record.Payload));
        XxHash3 hash = OfHeader(header);
        foreach (ReadOnlyMemory<byte> segment in record.Payload)
            hash.Append(segment.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(ChecksumAt), hash.GetCurrentHashAsUInt64());
        return header;
    }

    /// <exception cref="SpillCorruptException">A byte is not what it was.</exception>
    public static void Verify(SpillLocation location, ReadOnlySpan<byte> id, ReadOnlySpan<byte> header, ulong checksum)
    {
        Demand(location, "magic", Magic, BinaryPrimitives.ReadUInt64LittleEndian(header));
        if (!header.Slice(IdAt, IdBytes).SequenceEqual(id))
            throw new SpillCorruptException(location, "id", Convert.ToHexStringLower(id), Convert.ToHexStringLower(header.Slice(IdAt, IdBytes)));
        Demand(location, "length", (ulong)location.Length, BinaryPrimitives.ReadUInt64LittleEndian(header[LengthAt..]));
        Demand(location, "checksum", BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]), checksum);
    }

    public static long Length(IReadOnlyList<ReadOnlyMemory<byte>> segments) => segments.Sum(static segment => (long)segment.Length);

    private static XxHash3 OfHeader(ReadOnlySpan<byte> header)
    {
        XxHash3 hash = new();
        hash.Append(header[..ChecksumAt]);
        return hash;
    }

    private static void Demand(SpillLocation location, string what, ulong expected, ulong found)
    {
        if (found != expected)
            throw new SpillCorruptException(location, what, $"{expected:x16}", $"{found:x16}");
    }
}
