using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>Managed memory at an address that Arrow's kernels like.</summary>
internal static class AlignedMemory
{
    public const int Alignment = 64;

    /// <summary>The next multiple of the alignment.</summary>
    public static long RoundUp(long bytes) => (bytes + Alignment - 1) & -Alignment;

    /// <summary>A copy that starts at a multiple of <see cref="Alignment"/> and never moves.</summary>
    public static unsafe ReadOnlyMemory<byte> CopyOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Array.MaxLength - Alignment)
            throw new CodecException($"A record batch of {bytes.Length:N0} bytes is too large to be read; send it in parts.");
        byte[] room = GC.AllocateUninitializedArray<byte>(bytes.Length + Alignment, pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));
        int skip = (int)(RoundUp(address) - address);
        bytes.CopyTo(room.AsSpan(skip));
        return room.AsMemory(skip, bytes.Length);
    }
}
