using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>An object that other processes may know of.</summary>
internal class TrackedEntry(ObjectId id, ObjectService objects) : ObjectEntry(id)
{
    private ContainerGuard? _contents;

    /// <summary>The references in its value, as far as they are known.</summary>
    public IReadOnlyList<SharedId> Contents => _contents?.Contents ?? [];

    protected ObjectService Objects { get; } = objects;

    public override object? CodecContext => Objects;

    protected override UnobservedFailures Unobserved => Objects.Unobserved;

    public override void AddHold() => Objects.AddHold(this);

    public override void ReleaseHold() => Objects.ReleaseHold(this);

    public override void Release() => Objects.Release(this);

    /// <summary>Nobody needs its value any more, and nobody will: it leaves the store now. Under the lock that counts.</summary>
    public virtual void LetGo() => Stored?.LetGo();

    /// <summary>Its value holds references: they live as long as it. Call before it is completed.</summary>
    public void Contain(IReadOnlyList<SharedId> contents, bool isOwn) => _contents = new ContainerGuard(Objects, Id, contents, isOwn);
}
