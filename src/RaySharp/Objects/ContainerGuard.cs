namespace RaySharp.Objects;

/// <summary>The references in an object's value; notices the end of the object. Only for values that hold some.</summary>
internal sealed class ContainerGuard(ObjectService objects, ObjectId container, IReadOnlyList<SharedId> contents, bool isOwn)
{
    ~ContainerGuard()
    {
        if (isOwn) objects.ContainerGone(container, Contents);
    }

    public IReadOnlyList<SharedId> Contents { get; } = contents;
}
