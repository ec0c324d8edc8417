using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.ActorClient;

/// <summary>How to make a call again. It is another call of the actor: what that does besides its result, it does again.</summary>
internal sealed class CallRecipe(ClientActor actor, CallRecord record, bool mayRepeat, Objects.ObjectService objects)
    : Recipe(record.Method.Identity.Name, record.Frame, record.Rare, record.RetriesLeft, mayRepeat, objects)
{
    public TaskId Id { get; } = record.Id;

    public Contracts.RemoteMethod Method { get; } = record.Method;

    public override void Run(Remake remake, int retriesLeft, IReadOnlyList<ObjectEntry> outputs) => actor.CallAgain(this, remake, retriesLeft, outputs);
}
