using System.Runtime.InteropServices;

namespace RaySharp.References;

/// <summary>An object's encoded bytes. Up to eight stay in the struct, so that small results cost no array.</summary>
internal struct ObjectPayload
{
    private byte[]? _bytes;
    private ulong _small;

    public int Length { get; private set; }

    public static ObjectPayload Copy(ReadOnlySpan<byte> bytes)
    {
        ObjectPayload payload = new() { Length = bytes.Length };
        if (bytes.Length <= sizeof(ulong)) bytes.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref payload._small)));
        else payload._bytes = bytes.ToArray();
        return payload;
    }

    /// <summary>The bytes; valid as long as the struct stays where it is.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => _bytes is { } bytes
        ? bytes
        : MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in _small))[..Length];
}
