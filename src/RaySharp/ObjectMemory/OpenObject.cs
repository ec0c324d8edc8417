using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>One object that this process has open: while this is referenced, its bytes stay where they are.</summary>
internal sealed class OpenObject(OpenObjects home, ObjectId id, Mapping mapping, long offset, int length)
{
    private readonly Lock _lock = new();
    private int _uses;
    private bool _isLetGo;
    private bool _isClosed;

    ~OpenObject()
    {
        Close();
        mapping.Release();
    }

    public int Length => length;

    public unsafe byte* Pointer => mapping.Pointer + offset;

    public void AddUse()
    {
        lock (_lock) _uses++;
    }

    /// <summary>A value that was read in place is disposed, or the reading is over.</summary>
    public void RemoveUse()
    {
        lock (_lock)
        {
            if (--_uses == 0 && _isLetGo) Close();
        }
    }

    /// <summary>Nobody here asks for it any more: it closes with its last use. The mapping stays until the collector knows that nothing looks at it.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            _isLetGo = true;
            if (_uses == 0) Close();
        }
    }

    /// <summary>The node may move the object from now on.</summary>
    private void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        home.Closed(id);
    }
}
