namespace RaySharp.References;

/// <summary>The references met while a value was encoded: they travel with it and are kept alive until it arrived.</summary>
internal sealed class ReferenceBag
{
    private readonly List<object> _alive = [];      // until what they stand for is counted otherwise

    public List<ObjectEntry> Objects { get; } = [];

    public List<ActorEntry> Actors { get; } = [];

    /// <summary>A reference was met. It may be the last that its object has, and its user may have let it go by now.</summary>
    public void Add(ObjectRef reference)
    {
        Objects.Add(reference.Entry);
        _alive.Add(reference);
    }

    /// <summary>A handle was met, likewise.</summary>
    public void Add(ActorHandle handle)
    {
        Actors.Add(handle.Entry);
        _alive.Add(handle);
    }

    public bool IsEmpty => Objects.Count == 0 && Actors.Count == 0;

    public IEnumerable<SharedId> Ids => Objects.Select(entry => SharedId.Of(entry.Id)).Concat(Actors.Select(entry => SharedId.Of(entry.Id)));
}
