using System.Runtime.InteropServices;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>Part of an encoding that stays where it is until the encoding is copied to its place.</summary>
internal abstract class CodecPiece
{
    /// <summary>Its bytes.</summary>
    public abstract int Length { get; }

    /// <summary>Writes it, all of it.</summary>
    /// <param name="destination"><see cref="Length"/> bytes.</param>
    public abstract void CopyTo(Span<byte> destination);
}

/// <summary>Memory as it lies.</summary>
internal sealed class MemoryPiece<T>(ReadOnlyMemory<T> memory) : CodecPiece where T : unmanaged
{
    public override int Length { get; } = MemoryMarshal.AsBytes(memory.Span).Length;

    public override void CopyTo(Span<byte> destination) => MemoryMarshal.AsBytes(memory.Span).CopyTo(destination);
}

/// <summary>A list's elements as they lie.</summary>
internal sealed class ListPiece<T>(List<T> list) : CodecPiece where T : unmanaged
{
    public override int Length { get; } = Bytes(list).Length;

    public override void CopyTo(Span<byte> destination)
    {
        var bytes = Bytes(list);
        if (bytes.Length != Length)
            throw new CodecException($"A list had {Length:N0} bytes when its encoding began and has {bytes.Length:N0} now. Do not change a value while it is encoded.");
        bytes.CopyTo(destination);
    }

    private static ReadOnlySpan<byte> Bytes(List<T> list) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list));
}

/// <summary>What was built in a block, behind the block's first 64 bytes: these hold its count as <see cref="CodecWriter.WriteAlignedCount"/> writes it.</summary>
/// <param name="hold">The block.</param>
/// <param name="bytes">What was built, through a window that closes with the builder.</param>
internal sealed class BlockPiece(BlockHold hold, ReadOnlyMemory<byte> bytes) : CodecPiece
{
    public override int Length => bytes.Length;

    public BlockHold Hold => hold;

    /// <summary>Writes what stands in front of what was built.</summary>
    public static void WritePrefix(BlockHold hold, int count)
    {
        var prefix = CodecWriter.Gathering();
        prefix.WriteAlignedCount(count);
        prefix.Written.CopyTo(hold.Block.Memory.Span);
    }

    public override void CopyTo(Span<byte> destination) => bytes.Span.CopyTo(destination);
}
