using System.Buffers;
using System.Runtime.InteropServices;

namespace RaySharp.Blocks;

/// <summary>Memory that can be read through until the window is closed; closed, it throws and keeps nothing alive.</summary>
/// <remarks>A span taken before stays: closing must not unmap what is behind the window.</remarks>
internal sealed class MemoryWindow : MemoryManager<byte>
{
    private readonly int _length;
    private readonly string _closed;
    private View? _view;

    /// <summary>Opens a window.</summary>
    /// <param name="behind">What is read.</param>
    /// <param name="closed">What is said to those who read through it when it is closed.</param>
    /// <param name="owner">Disposed when the window is closed.</param>
    public MemoryWindow(ReadOnlyMemory<byte> behind, string closed, IDisposable? owner = null)
    {
        _closed = closed;
        _length = behind.Length;
        _view = new View(behind, MemoryUses.Add(behind), owner);
    }

    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(_length);

    /// <summary>Closes the window; again does nothing.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _view, null) is not { } view) return;
        view.Use?.RemoveUse();
        view.Owner?.Dispose();
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => MemoryMarshal.AsMemory(Behind).Span;

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => Behind[elementIndex..].Pin();

    /// <inheritdoc/>
    public override void Unpin() { } // the handle is that of the memory behind

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Close();

    private ReadOnlyMemory<byte> Behind => Volatile.Read(ref _view)?.Memory ?? throw new ObjectDisposedException(null, _closed);

    /// <summary>One object, so that a reader beside <see cref="Close"/> sees all of it or nothing.</summary>
    private sealed record View(ReadOnlyMemory<byte> Memory, IUseCounted? Use, IDisposable? Owner);
}
