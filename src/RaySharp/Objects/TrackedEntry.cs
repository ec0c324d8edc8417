using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>An object that other processes may know of.</summary>
internal class TrackedEntry(ObjectId id, ObjectService objects) : ObjectEntry(id)
{
    protected ObjectService Objects { get; } = objects;

    public override object? CodecContext => Objects;

    public override void AddHold() => Objects.AddHold(this);

    public override void ReleaseHold() => Objects.ReleaseHold(this);
}
