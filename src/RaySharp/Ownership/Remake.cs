using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Reconstruction;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>A run of a task or call whose objects were lost: takes what becomes of it.</summary>
internal sealed class Remake(LineageKeeper keeper, LineageTask task)
{
    public LineageTask Task { get; } = task;

    public void Complete(in DoneHeader done, ReadOnlySpan<byte> payload, Link from, int retriesLeft) => keeper.Complete(this, done, payload, from, retriesLeft);

    public void Fail(RemoteFailure failure, int retriesLeft) => keeper.Fail(this, failure, retriesLeft);
}
