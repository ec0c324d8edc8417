using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>Reads encoded values from bytes that may be hostile: nothing is read past the end, nothing is allocated on an announced length alone.</summary>
public ref struct CodecReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _depth;

    internal CodecReader(ReadOnlySpan<byte> bytes, object? context = null)
    {
        _bytes = bytes;
        Context = context;
    }

    /// <summary>What the values may need beside bytes (the process's references); of the runtime, not of codecs.</summary>
    internal object? Context { get; }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reads a value of a type without references, as it lies in memory.</summary>
    /// <typeparam name="T">A type without references and without padding.</typeparam>
    /// <returns>The value.</returns>
    /// <exception cref="CodecException">Too few bytes are left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadRaw<T>() where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (_bytes.Length - _position < size) ThrowTooShort(size);
        var value = Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), _position));
        _position += size;
        return value;
    }

    /// <summary>Reads a number written by <see cref="CodecWriter.WriteVarint"/>.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="CodecException">Too few bytes are left, or more than 64 bits.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadRaw<byte>();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new CodecException("A number in the encoded value has more than 64 bits: the bytes are damaged.");
    }

    /// <summary>Reads a collection's count and checks it against the bytes that are left.</summary>
    /// <param name="minElementBytes">The fewest bytes one element takes; at least 1, so that a count cannot exceed the bytes left.</param>
    /// <returns>The count, or -1 for null.</returns>
    /// <exception cref="CodecException">The count cannot be true.</exception>
    public int ReadCount(int minElementBytes = 1)
    {
        ulong raw = ReadVarint();
        if (raw == 0) return -1;
        ulong count = raw - 1;
        if (count > (ulong)(Remaining / Math.Max(1, minElementBytes)))
            throw new CodecException($"A collection announces {count:N0} elements, but only {Remaining:N0} bytes are left: the bytes are damaged.");
        return (int)count;
    }

    /// <summary>Reads bytes as they are.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A view of the input, valid as long as it.</returns>
    /// <exception cref="CodecException">Too few bytes are left.</exception>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining) ThrowTooShort(count);
        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    /// <summary>Enters a nested value; pair with <see cref="Leave"/>.</summary>
    /// <exception cref="CodecException">Nested deeper than <see cref="CodecWriter.MaxDepth"/>.</exception>
    public void Enter()
    {
        if (++_depth > CodecWriter.MaxDepth)
            throw new CodecException($"An encoded value is nested deeper than {CodecWriter.MaxDepth} levels.");
    }

    /// <summary>Leaves a nested value.</summary>
    public void Leave() => _depth--;

    private readonly void ThrowTooShort(int wanted) =>
        throw new CodecException($"An encoded value ends early: {wanted:N0} bytes wanted, {Remaining:N0} left.");
}
