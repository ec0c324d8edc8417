namespace RaySharp.Head;

/// <summary>Ids that were given to actors which existed already by that name (GetIfExists): they stand for those.</summary>
internal sealed class ActorAliases
{
    private readonly Dictionary<ActorId, ActorId> _real = [];
    private readonly Dictionary<ActorId, List<ActorId>> _names = [];

    public void Add(ActorId alias, ActorId real)
    {
        if (!_real.TryAdd(alias, real)) return;
        if (!_names.TryGetValue(real, out var names)) _names.Add(real, names = [real]);
        names.Add(alias);
    }

    public ActorId Resolve(ActorId id) => _real.GetValueOrDefault(id, id);

    /// <summary>The id itself and all that stand for it.</summary>
    public IReadOnlyList<ActorId> Of(ActorId real) => _names.GetValueOrDefault(real) ?? [real];
}
