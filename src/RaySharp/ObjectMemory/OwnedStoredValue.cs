namespace RaySharp.ObjectMemory;

/// <summary>A value in the store that this process owns: when nobody here needs it, nobody does.</summary>
internal sealed class OwnedStoredValue : StoredValue
{
    private int _isDeleted;

    public OwnedStoredValue(OpenObjects opens, ObjectId id, long length, uint node, string? madeAt) : base(opens, id, length, []) => opens.Copies.Own(id, node, madeAt);

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
        if (Interlocked.Exchange(ref _isDeleted, 1) == 0) Opens.Delete(Id);
    }
}
