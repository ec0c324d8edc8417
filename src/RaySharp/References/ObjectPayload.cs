using System.Runtime.InteropServices;

namespace RaySharp.References;

/// <summary>An object's encoded bytes, or where they are. Up to eight bytes stay in the struct, so that small results cost no array.</summary>
internal struct ObjectPayload
{
    private object? _data;      // byte[], StoredPayload, or null
    private ulong _small;

    public int Length { get; private set; }

    public static ObjectPayload Copy(ReadOnlySpan<byte> bytes)
    {
        ObjectPayload payload = new() { Length = bytes.Length };
        if (bytes.Length <= sizeof(ulong)) bytes.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref payload._small)));
        else payload._data = bytes.ToArray();
        return payload;
    }

    public static ObjectPayload Of(StoredPayload stored) => new() { _data = stored };

    /// <summary>Where the bytes are, if they are in the store.</summary>
    public readonly StoredPayload? Stored => _data as StoredPayload;

    /// <summary>The bytes; valid as long as the struct stays where it is.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => _data is byte[] bytes
        ? bytes
        : MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in _small))[..Length];
}
