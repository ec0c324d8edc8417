using RaySharp.Codecs;
using RaySharp.Contracts;

namespace RaySharp.References;

/// <summary>What a process knows of one actor it may call.</summary>
internal abstract class ActorEntry(ActorId id, ActorClass actorClass) : ILargeArguments
{
    public ActorId Id { get; } = id;

    public ActorClass Class { get; } = actorClass;

    /// <summary>Sends a call, after all calls sent before it.</summary>
    public abstract ObjectEntry Submit(in CallSubmission call);

    public abstract ObjectEntry[] SubmitMany(in CallSubmission call);

    public abstract ObjectStreamEntry SubmitStream(in CallSubmission call);

    public abstract ObjectEntry? TryStore(CodecWriter argument, RemoteMethod method);

    /// <summary>One more, or one less, handle of this process holds the actor.</summary>
    public abstract void AddHold();

    public abstract void ReleaseHold();
}
