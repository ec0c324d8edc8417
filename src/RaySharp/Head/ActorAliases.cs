namespace RaySharp.Head;

/// <summary>Ids that were given to actors which existed already by that name (GetIfExists): they stand for those, and keep them alive.</summary>
internal sealed class ActorAliases
{
    private readonly Dictionary<ActorId, ActorId> _real = [];
    private readonly Dictionary<ActorId, List<ActorId>> _names = [];
    private readonly Dictionary<ActorId, HashSet<ActorId>> _held = [];

    public void Add(ActorId alias, ActorId real)
    {
        if (!_real.TryAdd(alias, real)) return;
        if (!_names.TryGetValue(real, out var names))
        {
            _names.Add(real, names = [real]);
            _held.Add(real, [real]);
        }
        names.Add(alias);
        _held[real].Add(alias);
    }

    public ActorId Resolve(ActorId id) => _real.GetValueOrDefault(id, id);

    /// <summary>The id itself and all that stand for it.</summary>
    public IReadOnlyList<ActorId> Of(ActorId real) => _names.GetValueOrDefault(real) ?? [real];

    /// <summary>Nobody holds that id any more. True: nor any other that stands for the same actor.</summary>
    public bool Unheld(ActorId id)
    {
        if (!_held.TryGetValue(Resolve(id), out var held)) return true;
        held.Remove(id);
        return held.Count == 0;
    }
}
