using RaySharp.Objects;

namespace RaySharp.ActorClient;

/// <summary>An object that a call of this process makes.</summary>
internal sealed class CallEntry(ObjectId id, ObjectService objects, ClientActor actor) : TrackedEntry(id, objects)
{
    public CallRecord? Call { get; set; }

    public override void Cancel(bool force, bool recursive)
    {
        if (force) throw new InvalidOperationException("A call to an actor cannot be ended by force: that would end the actor. Use RayRuntime.KillAsync for that, or cancel without force.");
        if (Call is { } call) actor.Cancel(call);
    }
}
