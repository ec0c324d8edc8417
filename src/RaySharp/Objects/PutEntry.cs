using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>A value that this process put; keeps the references in it alive.</summary>
internal sealed class PutEntry(ObjectId id, ObjectService objects, ReferenceBag contained) : TrackedEntry(id, objects)
{
    public ReferenceBag Contained { get; } = contained;
}
