using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RaySharp.Blocks;
using RaySharp.Texts;

namespace RaySharp.Codecs;

/// <summary>Collects the bytes of encoded values. Little-endian, no alignment. Not thread-safe.</summary>
/// <remarks>
/// A gathering writer (<see cref="Gathering"/>) leaves large payloads where they are and puts each at a multiple of 64 bytes from the
/// start, so that one <see cref="CopyTo"/> makes the encoding in its final place: values must not change in between.
/// </remarks>
public sealed class CodecWriter
{
    /// <summary>Values may hold values this deep; deeper ones (often a cycle) are refused.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Elements that take no bytes (of structs without fields): this many in one input. A few bytes could otherwise announce
    /// billions of them.
    /// </summary>
    public const int MaxFreeElements = 1 << 14;

    /// <summary>Payloads of so many bytes and more are gathered; as views they are read, if the reader's memory allows it.</summary>
    internal const int GatherBytes = 64 * 1024;

    private const int InitialSize = 256;
    private readonly CodecPieces? _pieces;
    private byte[] _buffer = new byte[InitialSize];
    private int _length;
    private int _depth;
    private int _freeElements;

    internal CodecWriter(object? context = null) => Context = context;

    private CodecWriter(object? context, CodecPieces pieces) : this(context) => _pieces = pieces;

    /// <summary>A writer that leaves large payloads where they are until <see cref="CopyTo"/>.</summary>
    internal static CodecWriter Gathering(object? context = null) => new(context, new CodecPieces());

    /// <summary>Whether large payloads may be given as pieces.</summary>
    internal bool IsGathering => _pieces is not null;

    /// <summary>Bytes of the encoding, pieces included.</summary>
    internal long TotalLength => _length + (_pieces?.Bytes ?? 0);

    /// <summary>Bytes of large payloads that were copied: into this writer's buffer, and all that <see cref="CopyTo"/> copied.</summary>
    internal long CopiedBytes { get; private set; }

    /// <summary>What the values may need beside bytes (the process's references); of the runtime, not of codecs.</summary>
    internal object? Context { get; set; }

    /// <summary>Bytes written so far; those of pieces not included.</summary>
    public int Length => _length;

    /// <summary>All that was written.</summary>
    /// <exception cref="InvalidOperationException">The writer has gathered pieces, which are not in one place yet.</exception>
    public ReadOnlySpan<byte> Written => _pieces is { Count: > 0 }
        ? throw new InvalidOperationException($"A gathering writer holds {CountText.Of(_pieces.Count, "piece")} outside of its buffer: use CopyTo.")
        : _buffer.AsSpan(0, _length);

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

    /// <summary>
    /// Starts a payload at a multiple of 64 bytes from the start of the encoding: an escape, the count, the number of zeros that
    /// follow, and these. <see cref="CodecReader.ReadCount"/> takes it as any count.
    /// </summary>
    internal void WriteAlignedCount(int count)
    {
        WriteVarint(CodecEscapes.Aligned);
        WriteCount(count);
        long start = TotalLength + sizeof(byte);
        int pad = (int)(AlignedMemory.RoundUp(start) - start);
        WriteRaw((byte)pad);
        Reserve(pad).Clear();
    }

    /// <summary>Appends a payload that stays where it is; of a gathering writer.</summary>
    /// <param name="count">Its elements.</param>
    /// <param name="piece">Its bytes, which must not change before <see cref="CopyTo"/>.</param>
    internal void WriteAligned(int count, CodecPiece piece)
    {
        WriteAlignedCount(count);
        if (TotalLength + piece.Length > Array.MaxLength) ThrowTooLong(TotalLength + piece.Length);
        _pieces!.Add(_length, piece);
    }

    /// <summary>Writes the encoding to its place.</summary>
    /// <param name="destination">At least <see cref="TotalLength"/> bytes.</param>
    internal void CopyTo(Span<byte> destination)
    {
        if (TotalLength > Array.MaxLength) ThrowTooLong(TotalLength);
        destination = destination[..(int)TotalLength];
        var buffer = _buffer.AsSpan(0, _length);
        if (_pieces is null) buffer.CopyTo(destination);
        else _pieces.CopyTo(buffer, destination);
        CopiedBytes += destination.Length;
    }

    /// <summary>
    /// Whether the encoding lies in a block already, because all that was written is what was built there: the caller keeps the block
    /// then and need not copy. Said once for a block; whoever encodes it again must copy.
    /// </summary>
    /// <param name="isOwn">Whether the caller can keep a block: whether it comes from its own source.</param>
    /// <param name="adopted">The block.</param>
    internal bool TryAdopt(Predicate<IBlock> isOwn, out AdoptedBlock adopted)
    {
        adopted = default;
        if (_pieces?.OnlyAndLast(_length) is not BlockPiece piece || _length != AlignedMemory.Alignment) return false;
        var block = piece.Hold.Block;
        if (!isOwn(block)) return false;
        if (!_buffer.AsSpan(0, _length).SequenceEqual(block.Memory.Span[.._length]) || !piece.Hold.TryAdopt()) return false;
        adopted = new AdoptedBlock(block, 0, (int)TotalLength);
        return true;
    }

    /// <summary>Notes that a payload was copied into the buffer.</summary>
    internal void CountCopied(int bytes)
    {
        if (bytes >= GatherBytes) CopiedBytes += bytes;
    }

    /// <summary>Forgets what was written after <paramref name="length"/>, where no pieces may be.</summary>
    internal void Rewind(int length) => _length = length;

    internal static void ThrowFreeElements() => throw new CodecException(
        $"Collections hold more than {MaxFreeElements:N0} elements that take no bytes (structs without fields). Send their number instead.");

    internal void WriteAt(int position, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(position), value);

    internal void Clear()
    {
        _length = 0;
        _depth = 0;
        _freeElements = 0;
        _pieces?.Clear();
        if (_buffer.Length > 1 << 20) _buffer = new byte[InitialSize];
    }

    private void Grow(int more)
    {
        long needed = (long)_length + more;
        if (needed > Array.MaxLength) ThrowTooLong(needed);
        int size = (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length));
        var larger = GC.AllocateUninitializedArray<byte>(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
    }

    private static void ThrowTooLong(long needed) =>
        throw new CodecException($"A value needs {needed:N0} bytes; one value may have {Array.MaxLength:N0}. Send it in parts.");
}
