using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>Collects the bytes of encoded values. Little-endian, no alignment. Not thread-safe.</summary>
public sealed class CodecWriter
{
    /// <summary>Values may hold values this deep; deeper ones (often a cycle) are refused.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Elements that take no bytes (of structs without fields): this many in one input. A few bytes could otherwise announce
    /// billions of them.
    /// </summary>
    public const int MaxFreeElements = 1 << 14;

    private const int InitialSize = 256;
    private byte[] _buffer = new byte[InitialSize];
    private int _length;
    private int _depth;
    private int _freeElements;

    internal CodecWriter(object? context = null) => Context = context;

    /// <summary>What the values may need beside bytes (the process's references); of the runtime, not of codecs.</summary>
    internal object? Context { get; set; }

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>All that was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Appends a value of a type without references, as it lies in memory.</summary>
    /// <typeparam name="T">A type without references and without padding.</typeparam>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw<T>(T value) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (_buffer.Length - _length < size) Grow(size);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), _length), value);
        _length += size;
    }

    /// <summary>Appends an unsigned number, seven bits a byte, the lowest first.</summary>
    /// <param name="value">The number.</param>
    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteRaw((byte)(value | 0x80));
            value >>= 7;
        }
        WriteRaw((byte)value);
    }

    /// <summary>Appends a collection's count; null is told apart from empty.</summary>
    /// <param name="count">The number of elements, or -1 for null.</param>
    public void WriteCount(int count) => WriteVarint((ulong)(count + 1));

    /// <summary>Appends bytes as they are.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Appends <paramref name="count"/> bytes for the caller to fill.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The bytes, with undefined content; valid until the next write.</returns>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Grow(count);
        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }

    /// <summary>Enters a nested value; pair with <see cref="Leave"/>.</summary>
    /// <exception cref="CodecException">Nested deeper than <see cref="MaxDepth"/>.</exception>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw new CodecException($"A value is nested deeper than {MaxDepth} levels. It may hold itself in a circle: send ids instead of links, or a flat list.");
    }

    /// <summary>Leaves a nested value.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts an element that took no bytes.</summary>
    internal void CountFreeElement()
    {
        if (++_freeElements > MaxFreeElements) ThrowFreeElements();
    }

    /// <summary>Forgets what was written after <paramref name="length"/>.</summary>
    internal void Rewind(int length) => _length = length;

    internal static void ThrowFreeElements() => throw new CodecException(
        $"Collections hold more than {MaxFreeElements:N0} elements that take no bytes (structs without fields). Send their number instead.");

    internal void WriteAt(int position, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(position), value);

    internal void Clear()
    {
        _length = 0;
        _depth = 0;
        _freeElements = 0;
        if (_buffer.Length > 1 << 20) _buffer = new byte[InitialSize];
    }

    private void Grow(int more)
    {
        long needed = (long)_length + more;
        if (needed > Array.MaxLength)
            throw new CodecException($"A value needs {needed:N0} bytes; one value may have {Array.MaxLength:N0}. Send it in parts.");
        int size = (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length));
        var larger = GC.AllocateUninitializedArray<byte>(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
    }
}
