using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>
/// Reads encoded values from bytes that may be hostile: nothing is read past the end, nothing is allocated on an announced length
/// alone.
/// </summary>
public ref struct CodecReader
{
    private const int AheadBase = 4096;
    private const int AheadPerByte = 8;
    private const int ModestCount = 16;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _memory;
    private int _position;
    private int _depth;
    private int _freeElements;
    private long _aheadBytes;

    internal CodecReader(ReadOnlySpan<byte> bytes, object? context = null)
    {
        _bytes = bytes;
        _freeElements = CodecWriter.MaxFreeElements;
        _aheadBytes = AheadBase + (long)AheadPerByte * bytes.Length;
        Context = context;
    }

    private CodecReader(ReadOnlyMemory<byte> memory, object? context) : this(memory.Span, context) => _memory = memory;

    /// <summary>
    /// Reads memory that values may keep and read from. It must not move, nothing that is read may change any more, and it must
    /// live as long as its <see cref="System.Buffers.MemoryManager{T}"/> is referenced.
    /// </summary>
    internal static CodecReader OverMemory(ReadOnlyMemory<byte> memory, object? context = null) => new(memory, context);

    /// <summary>What the values may need beside bytes (the process's references); of the runtime, not of codecs.</summary>
    internal object? Context { get; }

    /// <summary>Bytes of large payloads that were copied to the heap.</summary>
    internal long CopiedBytes { get; private set; }

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
        if (_position < _bytes.Length && _bytes[_position] < 0x80) return _bytes[_position++];
        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
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
    /// <param name="minElementBytes">
    /// The fewest bytes one element takes (<see cref="ICodec{T}.MinBytes"/>). With 0 the count may exceed the bytes left by what the
    /// input may still hold of elements without bytes (<see cref="CodecWriter.MaxFreeElements"/>): do not allocate on it alone.
    /// </param>
    /// <returns>The count, or -1 for null.</returns>
    /// <exception cref="CodecException">The count cannot be true.</exception>
    public int ReadCount(int minElementBytes = 1)
    {
        ulong raw = ReadVarint();
        if (raw == 0) return -1;
        ulong count = raw - 1;
        long most = minElementBytes > 0 ? Remaining / minElementBytes : Math.Min((long)Remaining + _freeElements, Array.MaxLength);
        if (count > (ulong)most) return ReadAlignedCount(raw, minElementBytes);
        return (int)count;
    }

    /// <summary>A count in front of a payload that <see cref="CodecWriter.WriteAlignedCount"/> moved to a suitable address.</summary>
    private int ReadAlignedCount(ulong escape, int minElementBytes)
    {
        if (escape != CodecEscapes.Aligned) ThrowCount(escape - 1);
        ulong count = ReadVarint() - 1;
        ReadBytes(ReadRaw<byte>());
        if (count > (ulong)(Remaining / Math.Max(1, minElementBytes))) ThrowCount(count);
        return (int)count;
    }

    /// <summary>Takes bytes without a copy, if the memory under the reader may be kept and they are at a suitable address.</summary>
    /// <param name="count">How many.</param>
    /// <param name="alignment">What the address must be a multiple of; a power of two.</param>
    /// <param name="view">The bytes.</param>
    /// <returns>Whether it could; otherwise nothing is consumed.</returns>
    internal bool TryView(int count, int alignment, out ReadOnlyMemory<byte> view)
    {
        view = default;
        if (_memory.IsEmpty || (uint)count > (uint)Remaining || !AlignedMemory.IsAligned(_bytes[_position..], alignment)) return false;
        view = _memory.Slice(_position, count);
        _position += count;
        return true;
    }

    /// <summary>Notes that a payload was copied to the heap.</summary>
    internal void CountCopied(int bytes)
    {
        if (bytes >= CodecWriter.GatherBytes) CopiedBytes += bytes;
    }

    /// <summary>Consumes the escape if it comes next: a number that no count can be, in place of a count.</summary>
    internal bool TryReadEscape(ulong escape)
    {
        if (Remaining < CodecEscapes.Bytes || _bytes[_position] != (byte)(escape | 0x80)) return false;
        int start = _position;
        if (ReadLongVarint() == escape) return true;
        _position = start;
        return false;
    }

    /// <summary>
    /// How many elements may be allocated ahead of reading them: all that were announced, while all collections of the input
    /// together stay within a few times its length; a modest number afterwards, to be grown by what was really read. Without it,
    /// collections nested in each other could each announce as many elements as bytes are left.
    /// </summary>
    internal int Afford(int count, int bytesPerElement)
    {
        long bytes = (long)count * bytesPerElement;
        if (bytes > _aheadBytes) return Math.Min(count, ModestCount);
        _aheadBytes -= bytes;
        return count;
    }

    /// <summary>Counts an element that took no bytes.</summary>
    internal void CountFreeElement()
    {
        if (--_freeElements < 0) CodecWriter.ThrowFreeElements();
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

    private readonly void ThrowCount(ulong count) => throw new CodecException(
        $"A collection announces {count:N0} elements, but only {Remaining:N0} bytes are left: the bytes are damaged.");

    private readonly void ThrowTooShort(int wanted) =>
        throw new CodecException($"An encoded value ends early: {wanted:N0} bytes wanted, {Remaining:N0} left.");
}
