using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>Collects the references that are found while a borrowed object is decoded.</summary>
internal sealed class FoundReferences(ObjectService objects) : IReferenceHome
{
    private List<SharedId>? _ids;

    public IReadOnlyList<SharedId> Ids => _ids ?? [];

    public ObjectEntry GetEntry(ObjectId id)
    {
        (_ids ??= []).Add(SharedId.Of(id));
        return objects.GetEntry(id);
    }

    public ActorEntry GetActor(ActorId id, ActorClass actorClass)
    {
        (_ids ??= []).Add(SharedId.Of(id));
        return objects.GetActor(id, actorClass);
    }
}
