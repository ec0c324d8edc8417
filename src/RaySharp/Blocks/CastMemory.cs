using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Blocks;

/// <summary>Bytes seen as values of another type; keeps the bytes' memory alive.</summary>
/// <param name="bytes">Aligned to <see cref="Alignment"/>, and a multiple of the type's size.</param>
internal sealed class CastMemory<T>(ReadOnlyMemory<byte> bytes) : MemoryManager<T> where T : unmanaged
{
    /// <summary>The alignment of the type.</summary>
    public static int Alignment => Unsafe.SizeOf<Probe>() - Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override Memory<T> Memory => CreateMemory(bytes.Length / Unsafe.SizeOf<T>());

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
