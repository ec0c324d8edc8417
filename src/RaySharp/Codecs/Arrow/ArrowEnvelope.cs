using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>
/// An Arrow value as one piece of memory. Form: magic (4 bytes), header length (4 bytes), header, then the buffers one after another.
/// The header and each buffer are padded with zeros to 64 bytes, so where a buffer lies follows from the lengths before it.
/// </summary>
/// <remarks>Header: the schema, the number of rows, then for each column depth first its node (<see cref="ArrowColumnWriter"/>).</remarks>
internal sealed class ArrowEnvelope<T, TForm> : CodecPiece where T : class where TForm : struct, IArrowForm<T>
{
    private readonly CodecWriter _header = new();
    private readonly List<ArrowPiece> _pieces = [];

    private ArrowEnvelope(T value)
    {
        TForm.Plan(value, _header, new ArrowColumnWriter(_header, _pieces));
        long size = AlignedMemory.RoundUp(ArrowEnvelope.Prefix + _header.Length);
        foreach (var piece in _pieces) size += AlignedMemory.RoundUp(piece.Bytes.Length);
        Length = ArrowEnvelope.Fit(size, TForm.Name);
    }

    public override int Length { get; }

    /// <summary>Measures a value; nothing is copied before <see cref="CopyTo"/>.</summary>
    public static ArrowEnvelope<T, TForm> Of(T value)
    {
        try
        {
            return new ArrowEnvelope<T, TForm>(value);
        }
        catch (Exception invalid) when (invalid is not (CodecException or OutOfMemoryException or ObjectDisposedException))
        {
            throw new CodecException(
                $"A {TForm.Name} cannot be sent: an array in it has fewer or shorter buffers than its type and length need.", invalid);
        }
    }

    /// <summary>Appends the count of the envelope's bytes (null told apart) and the envelope.</summary>
    public static void Write(CodecWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteCount(-1);
            return;
        }
        if (writer.IsGathering)
        {
            var piece = TForm.Built(value) ?? Of(value);
            writer.WriteAligned(piece.Length, piece);
            return;
        }
        var envelope = Of(value);
        writer.WriteCount(envelope.Length);
        envelope.CopyTo(writer.Reserve(envelope.Length));
        writer.CountCopied(envelope.Length);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, without copying buffers if the reader's memory may be kept.</summary>
    public static T? Read(ref CodecReader reader)
    {
        int count = reader.ReadCount();
        if (count < 0) return null;
        if (reader.TryView(count, AlignedMemory.Alignment, out var view)) return ReadShared(view);
        ArrowEnvelope.Fit(count, TForm.Name);
        var memory = AlignedMemory.Allocate(count);
        reader.ReadBytes(count).CopyTo(memory.Span);
        reader.CountCopied(count);
        return ReadOwned(memory);
    }

    /// <summary>Writes the envelope to memory, which is best aligned to 64 bytes.</summary>
    public override void CopyTo(Span<byte> destination)
    {
        destination = ArrowEnvelope.WriteHeader(destination, TForm.Magic, _header.Written);
        foreach (var piece in _pieces)
        {
            piece.CopyTo(destination);
            destination = ArrowEnvelope.Pad(destination, piece.Bytes.Length);
        }
    }

    /// <summary>The value in an envelope, over the same memory: nothing is copied, and nothing may change afterwards.</summary>
    /// <exception cref="CodecException">The bytes are not an envelope, or something in it cannot be true.</exception>
    public static T ReadOwned(ReadOnlyMemory<byte> envelope) => Read(envelope, null);

    /// <summary>The same over memory that the value lets go of when it is disposed.</summary>
    /// <param name="envelope">The memory.</param>
    /// <param name="owner">Disposed with the value.</param>
    public static T ReadShared(ReadOnlyMemory<byte> envelope, IDisposable? owner = null)
    {
        var window = new MemoryWindow(
            envelope, $"The memory of a {TForm.Name} was read after the {TForm.Name} was disposed. Dispose it, and what it was sliced from, after the last read.", owner);
        try
        {
            return Read(window.Memory, window);
        }
        catch
        {
            window.Close();
            throw;
        }
    }

    private static T Read(ReadOnlyMemory<byte> envelope, MemoryWindow? window)
    {
        var start = new CodecReader(envelope.Span);
        if (start.ReadRaw<uint>() != TForm.Magic) throw new CodecException($"A {TForm.Name} lacks its magic number: the bytes are damaged.");
        int headerBytes = start.ReadRaw<int>();
        var headerSpan = start.ReadBytes(headerBytes);
        // A header in shared memory is copied first: it might change between a check and its use.
        var header = new CodecReader(window is null ? headerSpan : headerSpan.ToArray());
        try
        {
            int bodyStart = (int)Math.Min(envelope.Length, AlignedMemory.RoundUp(ArrowEnvelope.Prefix + (long)headerBytes));
            var columns = new ArrowColumnReader(envelope[bodyStart..]);
            var value = TForm.Read(ref header, ref columns, window);
            int left = header.Remaining + columns.Remaining;
            return left == 0 ? value : throw new CodecException($"A {TForm.Name} has {left:N0} bytes too many: the bytes are damaged.");
        }
        catch (Exception refused) when (refused is not (CodecException or OutOfMemoryException))
        {
            throw new CodecException($"Arrow refuses a {TForm.Name}: the bytes are damaged.", refused);
        }
    }
}

/// <summary>What all envelopes have in common.</summary>
internal static class ArrowEnvelope
{
    /// <summary>Bytes in front of the header.</summary>
    public const int Prefix = sizeof(uint) + sizeof(int);

    /// <summary>Refuses an envelope that one piece of memory cannot hold.</summary>
    public static int Fit(long size, string name) => size <= AlignedMemory.MaxLength
        ? (int)size
        : throw new CodecException($"A {name} needs {size:N0} bytes; one may have {AlignedMemory.MaxLength:N0}. Send slices of it.");

    /// <summary>Writes all before the buffers.</summary>
    /// <returns>Where the buffers go.</returns>
    public static Span<byte> WriteHeader(Span<byte> memory, uint magic, ReadOnlySpan<byte> header)
    {
        BitConverter.TryWriteBytes(memory, magic);
        BitConverter.TryWriteBytes(memory[sizeof(uint)..], header.Length);
        header.CopyTo(memory[Prefix..]);
        return Pad(memory, Prefix + header.Length);
    }

    /// <summary>Zeros from what is used to the next multiple of 64.</summary>
    /// <returns>What lies behind.</returns>
    public static Span<byte> Pad(Span<byte> memory, int used)
    {
        int padded = (int)AlignedMemory.RoundUp(used);
        memory[used..padded].Clear();
        return memory[padded..];
    }
}
