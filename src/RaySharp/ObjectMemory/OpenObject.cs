using System.Buffers;
using RaySharp.Blocks;
using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>The bytes of one object where they lie, open for this process: while this is referenced they stay there.</summary>
internal sealed unsafe class OpenObject : MemoryManager<byte>, IUseCounted
{
    private readonly OpenObjects _home;
    private readonly Mapping _mapping;
    private readonly byte* _pointer;
    private readonly int _length;
    private readonly Lock _lock = new();
    private int _uses;
    private bool _isLetGo;
    private bool _isClosed;

    public OpenObject(OpenObjects home, ObjectId id, Mapping mapping, long offset, int length)
    {
        _home = home;
        Id = id;
        _mapping = mapping;
        _pointer = mapping.Pointer + offset;
        _length = length;
    }

    ~OpenObject() => Dispose(disposing: false);

    public ObjectId Id { get; }

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan() => new(_pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex, default, this);

    public override void Unpin() { }

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

    /// <summary>Nobody here asks for it any more: it closes with its last use.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            _isLetGo = true;
            if (_uses == 0) Close();
        }
    }

    /// <remarks>Only by the collector: then nothing can look at it any more. The mapping stays until then, also after the object was closed.</remarks>
    protected override void Dispose(bool disposing)
    {
        if (disposing) return;
        Close();
        _mapping.Release();
    }

    /// <summary>The node may move the object from now on.</summary>
    private void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        _home.Closed(Id);
    }
}
