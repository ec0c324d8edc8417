using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Blocks;

/// <summary>Bytes seen as values of another type; keeps the bytes' memory alive.</summary>
/// <param name="bytes">Aligned to <see cref="Alignment"/>, and a multiple of the type's size.</param>
/// <param name="origin">What the bytes were built as, if its builder wants to recognize it.</param>
internal sealed class CastMemory<T>(ReadOnlyMemory<byte> bytes, object? origin = null) : MemoryManager<T> where T : unmanaged
{
    /// <summary>The alignment of the type.</summary>
    public static int Alignment => Unsafe.SizeOf<Probe>() - Unsafe.SizeOf<T>();

    /// <summary>What some memory was built as, if it is all of what was built.</summary>
    public static object? OriginOf(ReadOnlyMemory<T> memory) =>
        MemoryMarshal.TryGetMemoryManager<T, CastMemory<T>>(memory, out var manager, out int start, out int length) &&
        start == 0 && length == manager.Length ? manager.Origin : null;

    /// <inheritdoc/>
    public override Memory<T> Memory => CreateMemory(Length);

    private int Length => bytes.Length / Unsafe.SizeOf<T>();

    private object? Origin => origin;

    /// <inheritdoc/>
    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(MemoryMarshal.AsMemory(bytes).Span);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => bytes[(elementIndex * Unsafe.SizeOf<T>())..].Pin();

    /// <inheritdoc/>
    public override void Unpin() { } // the handle is that of the bytes

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    [StructLayout(LayoutKind.Sequential)]
    private struct Probe
    {
        public byte First;
        public T Second;
    }
}
