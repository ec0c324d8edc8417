using RaySharp.Platform;

namespace RaySharp.Node;

/// <summary>Memory made ahead by a thread in the background, until an extent is made of it.</summary>
/// <param name="number">Which reserve.</param>
/// <param name="maxBytes">It never grows above that.</param>
internal sealed class NodeReserve(ulong number, long maxBytes) : IDisposable
{
    private const long Piece = 512 << 10;
    private readonly Lock _lock = new();
    private GrowingSegment? _memory;
    private long _target;
    private bool _isOver;
    private volatile bool _isWanted;

    public ulong Number => number;

    /// <summary>So large it is to be. What is above goes back at once; what is missing comes with <see cref="Grow"/>.</summary>
    public void Resize(long target) => Interrupt(() =>
    {
        _target = target;
        if (target == 0) Drop();
        else _memory?.Shrink(target);
    });

    /// <summary>Makes what is missing, piece by piece, until somebody wants the reserve.</summary>
    /// <remarks>Small pieces: while pages are made present nobody can map or unmap memory in this process.</remarks>
    /// <exception cref="IOException">There is no memory.</exception>
    public void Grow()
    {
        while (!_isWanted)
        {
            lock (_lock)
            {
                if (_isOver || (_memory?.Bytes ?? 0) >= _target) return;
                _memory ??= new GrowingSegment($"reserve-{number}", maxBytes);
                _memory.Grow(Math.Min(Piece, _target - _memory.Bytes));
            }
        }
    }

    /// <summary>An extent made of it; nothing is left of the reserve.</summary>
    /// <exception cref="IOException">There is no memory for what is missing.</exception>
    public NodeExtent Take(ulong id, long bytes)
    {
        GrowingSegment? memory = null;
        Interrupt(() =>
        {
            memory = _memory;
            _memory = null;
            _isOver = true;
        });
        if (memory is null) return NodeExtent.Create(id, bytes, folder: null);
        try
        {
            return NodeExtent.Of(memory, bytes);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    public void Dispose() => Interrupt(() =>
    {
        _isOver = true;
        Drop();
    });

    private void Interrupt(Action action)
    {
        _isWanted = true;
        lock (_lock)
        {
            action();
            _isWanted = false;
        }
    }

    private void Drop()
    {
        _memory?.Dispose();
        _memory = null;
    }
}
