namespace RaySharp.References;

/// <summary>The references met while a value was encoded: they travel with it and are kept alive until it arrived.</summary>
internal sealed class ReferenceBag
{
    public List<ObjectEntry> Objects { get; } = [];

    public List<ActorEntry> Actors { get; } = [];

    public bool IsEmpty => Objects.Count == 0 && Actors.Count == 0;

    public IEnumerable<SharedId> Ids => Objects.Select(entry => SharedId.Of(entry.Id)).Concat(Actors.Select(entry => SharedId.Of(entry.Id)));
}
