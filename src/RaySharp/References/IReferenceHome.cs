using RaySharp.Contracts;

namespace RaySharp.References;

/// <summary>Makes references out of ids that arrived in a value: the runtime that received it.</summary>
internal interface IReferenceHome
{
    /// <summary>The process's one entry for the object; a borrowed one is made where there is none.</summary>
    ObjectEntry GetEntry(ObjectId id);

    /// <summary>The process's one entry for the actor.</summary>
    ActorEntry GetActor(ActorId id, ActorClass actorClass);
}
