using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>The extents that this process has met.</summary>
internal sealed class MappedExtents : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, MappedExtent> _extents = [];
    private bool _isDisposed;

    public int Count
    {
        get
        {
            lock (_lock) return _extents.Count;
        }
    }

    public MappedExtent Get(ulong id, string path, long bytes)
    {
        lock (_lock)
        {
            if (!_extents.TryGetValue(id, out var extent)) _extents.Add(id, extent = new MappedExtent(path, bytes));
            return extent;
        }
    }

    /// <summary>The node is in this process, and has it mapped already.</summary>
    public void Adopt(ulong id, string path, Mapping writable)
    {
        lock (_lock)
        {
            if (!_isDisposed) Get(id, path, writable.Length).Adopt(writable);
        }
    }

    /// <summary>The extent is gone: nothing of it is opened any more.</summary>
    public void Forget(ulong id)
    {
        MappedExtent? extent;
        lock (_lock) _extents.Remove(id, out extent);
        extent?.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var extent in _extents.Values) extent.Dispose();
            _extents.Clear();
        }
    }
}
