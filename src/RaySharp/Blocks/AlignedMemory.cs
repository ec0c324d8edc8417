using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Blocks;

/// <summary>Memory at addresses that Arrow's kernels like.</summary>
internal static class AlignedMemory
{
    public const int Alignment = 64;

    /// <summary>The largest piece that <see cref="Allocate"/> gives.</summary>
    public static int MaxLength => Array.MaxLength - Alignment;

    /// <summary>The next multiple of the alignment.</summary>
    public static long RoundUp(long bytes) => (bytes + Alignment - 1) & -Alignment;

    /// <summary>Managed memory that starts at a multiple of <see cref="Alignment"/> and never moves; its content is undefined.</summary>
    /// <param name="bytes">At most <see cref="MaxLength"/>.</param>
    public static unsafe Memory<byte> Allocate(int bytes)
    {
        byte[] room = GC.AllocateUninitializedArray<byte>(bytes + Alignment, pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));
        return room.AsMemory((int)(RoundUp(address) - address), bytes);
    }

    /// <summary>Whether memory starts at a multiple of <paramref name="alignment"/>, a power of two.</summary>
    public static unsafe bool IsAligned(ReadOnlySpan<byte> memory, int alignment) =>
        ((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)) & (alignment - 1)) == 0;
}
