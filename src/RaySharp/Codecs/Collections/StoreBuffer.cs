using System.Runtime.CompilerServices;
using RaySharp.Blocks;
using RaySharp.Codecs;

namespace RaySharp;

/// <summary>
/// Memory for many values of one type, in the very form in which it is kept and sent: fill it, then put or return what <see
/// cref="ToReadOnlyMemory"/> gives, which is not copied at all.
/// </summary>
/// <remarks>
/// Memory is not cleared first. A span is valid only while the buffer, or the memory made of it, is referenced, and cannot be taken back:
/// writing through one after <see cref="ToReadOnlyMemory"/> changes values that others may read already. Not thread-safe, but parts of it
/// may be filled by different threads.
/// </remarks>
/// <typeparam name="T">A type without references, without padding and without invalid bit patterns.</typeparam>
public sealed class StoreBuffer<T> : IDisposable where T : unmanaged
{
    private const string Closed = "The memory of a StoreBuffer is used after the buffer was disposed. Dispose it after the last use.";
    private const string Frozen = "The memory of a StoreBuffer is used after ToReadOnlyMemory or Dispose. Fill it before.";
    private readonly BlockHold _hold;
    private readonly MemoryWindow _window;
    private readonly MemoryWindow _writable;
    private readonly CastMemory<T> _memory;
    private CastMemory<T>? _frozen;
    private bool _isDisposed;

    /// <summary>Makes a buffer, and takes its memory at once.</summary>
    /// <param name="source">Where the memory comes from.</param>
    /// <param name="count">How many values.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    internal StoreBuffer(IBlockSource source, int count, CancellationToken cancel = default)
    {
        RawTypes.Check<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long bytes = (long)count * Unsafe.SizeOf<T>();
        if (bytes > AlignedMemory.MaxLength - AlignedMemory.Alignment) throw CollectionFaults.TooLarge<T>(count, bytes);
        Length = count;
        _hold = BlockHold.Of(source, bytes + AlignedMemory.Alignment, cancel);
        var payload = _hold.Block.Memory.Slice(AlignedMemory.Alignment, (int)bytes);
        _window = new MemoryWindow(payload, Closed, _hold);
        _writable = new MemoryWindow(payload, Frozen);
        _memory = new CastMemory<T>(_writable.Memory);
    }

    /// <summary>How many values there are.</summary>
    public int Length { get; }

    /// <summary>The values, to be filled.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed, or made read-only.</exception>
    public Span<T> Span => _memory.GetSpan();

    /// <summary>The values, to be filled; of no use after <see cref="ToReadOnlyMemory"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed, or made read-only.</exception>
    public Memory<T> Memory => _memory.Memory;

    /// <summary>Ends the filling.</summary>
    /// <returns>The values, in the memory that was filled; always the same. Encoded whole, as the only value, it is not copied.</returns>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public ReadOnlyMemory<T> ToReadOnlyMemory()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_frozen is null)
        {
            _writable.Close();
            BlockPiece.WritePrefix(_hold, Length);
            _frozen = new CastMemory<T>(_window.Memory, new BlockPiece(_hold, _window.Memory));
        }
        return _frozen.Memory;
    }

    /// <summary>Gives the memory back, unless it was put or returned; what <see cref="ToReadOnlyMemory"/> gave cannot be read any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _writable.Close();
        _window.Close();
    }
}
