namespace RaySharp.ObjectMemory;

/// <summary>A value in the store that this process owns: when nobody here needs it, nobody does.</summary>
internal sealed class OwnedStoredValue : StoredValue
{
    private int _isDeleted;

    public OwnedStoredValue(OpenObjects opens, ObjectId id, long length, uint node, string? madeAt) : base(opens, id, length, []) => Number = opens.Copies.Own(id, length, node, madeAt);

    /// <summary>Tells it from others that have stood for the same object: one that the collector finds late must not delete what was made again.</summary>
    public long Number { get; }

    /// <summary>It was freed, by hand or for good.</summary>
    public bool IsFreed => Volatile.Read(ref _isDeleted) != 0;

    ~OwnedStoredValue() => Delete();

    public override uint[] Nodes
    {
        get => Opens.Copies.NodesOf(Id);
        set { }
    }

    public override void LetGo()
    {
        Failed(() => new ObjectLostException($"{Id} was freed by ObjectRef.Release when nobody else held it. Release a reference after its last use only, or leave it to the garbage collector."));
        base.LetGo();
        Delete();
        GC.SuppressFinalize(this);
    }

    private void Delete()
    {
        if (Interlocked.Exchange(ref _isDeleted, 1) == 0) Opens.Delete(Id, Number);
    }
}
