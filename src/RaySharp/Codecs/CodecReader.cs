using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RaySharp.Blocks;
using RaySharp.Texts;

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
    private readonly ReadOnlySpan<byte> _flat;
    private readonly CodecSplices? _splices;
    private ReadOnlySpan<byte> _bytes;      // all, or the part until the next change between flat bytes and splices
    private ReadOnlyMemory<byte> _memory;
    private int _nextPart;
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

    /// <summary>Reads flat bytes with values between them that lie in memory of their own, as <see cref="OverMemory"/> takes it.</summary>
    internal static CodecReader OverSplices(ReadOnlySpan<byte> flat, CodecSplices splices, object? context = null) => new(flat, splices, context);

    private CodecReader(ReadOnlySpan<byte> flat, CodecSplices splices, object? context) : this(flat, context)
    {
        _flat = flat;
        _splices = splices;
        _aheadBytes += AheadPerByte * splices.Bytes;
        _bytes = flat[..splices[0].Offset];
    }

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
        if (_bytes.Length - _position < size) Continue(size);
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
        if (escape != CodecEscapes.Aligned)
        {
            if (escape - 1 > (ulong)(BytesToCome / Math.Max(1, minElementBytes))) ThrowCount(escape - 1);
            return (int)(escape - 1);
        }
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
        if (count > 0) SkipToNextPart();
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
        SkipToNextPart();
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
        if ((uint)count > (uint)Remaining) Continue(count);
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

    /// <summary>Bytes of this part and all that follow.</summary>
    private readonly long BytesToCome => _splices is null ? Remaining : Remaining + _flat.Length + _splices.Bytes;

    /// <summary>The part at hand has too few bytes: goes on with the next one, if it was read to its end.</summary>
    private void Continue(int wanted)
    {
        if (wanted > 0) SkipToNextPart();
        if ((uint)wanted > (uint)Remaining) ThrowTooShort(wanted);
    }

    /// <summary>Flat bytes and splices take turns; a value lies in one of them.</summary>
    private void SkipToNextPart()
    {
        while (_splices is not null && Remaining == 0 && _nextPart < 2 * _splices.Count)
        {
            int index = _nextPart / 2;
            if (_nextPart++ % 2 == 0)
            {
                _memory = _splices[index].Value;
                _bytes = _memory.Span;
            }
            else
            {
                _memory = default;
                _bytes = _flat[_splices[index].Offset..(index + 1 < _splices.Count ? _splices[index + 1].Offset : _flat.Length)];
            }
            _position = 0;
        }
    }

    private readonly void ThrowCount(ulong count) => throw new CodecException(
        $"A collection announces {CountText.Of(count, "element", "N0")}, but only {Remaining:N0} bytes are left: the bytes are damaged.");

    private readonly void ThrowTooShort(int wanted) =>
        throw new CodecException($"An encoded value ends early: {wanted:N0} bytes wanted, {Remaining:N0} left.");
}
