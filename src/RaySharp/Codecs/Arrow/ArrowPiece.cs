using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>Part of an Arrow buffer to be copied; offsets are made to start at 0 on the way.</summary>
/// <param name="Bytes">The part.</param>
/// <param name="OffsetBytes">The width of the offsets in it; 0 if it holds none.</param>
internal readonly record struct ArrowPiece(ReadOnlyMemory<byte> Bytes, int OffsetBytes = 0)
{
    public void CopyTo(Span<byte> target)
    {
        target = target[..Bytes.Length];
        Bytes.Span.CopyTo(target);
        if (OffsetBytes == sizeof(int)) Rebase(MemoryMarshal.Cast<byte, int>(target));
        if (OffsetBytes == sizeof(long)) Rebase(MemoryMarshal.Cast<byte, long>(target));
    }

    private static void Rebase<T>(Span<T> offsets) where T : struct, System.Numerics.ISubtractionOperators<T, T, T>, IEquatable<T>
    {
        var first = offsets[0];
        if (first.Equals(default)) return;
        foreach (ref var offset in offsets) offset -= first;
    }
}
