using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Generators.Tests.Harness;

internal sealed class LoopbackActor(LoopbackRuntime runtime, ActorId id, ActorClass actorClass, object self) : ActorEntry(id, actorClass)
{
    public override ObjectEntry Submit(in CallSubmission call) => runtime.Run(call, self)[0];

    public override ObjectEntry[] SubmitMany(in CallSubmission call) => runtime.Run(call, self);

    public override ObjectStreamEntry SubmitStream(in CallSubmission call) => runtime.RunStream(call, self);

    public override ObjectEntry? TryStore(CodecWriter argument, RemoteMethod method) => null;

    public override void AddHold() { }

    public override void ReleaseHold() { }
}
