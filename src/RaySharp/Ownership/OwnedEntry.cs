using RaySharp.Objects;

namespace RaySharp.Ownership;

/// <summary>An object that a task of this process makes.</summary>
internal sealed class OwnedEntry(ObjectId id, Owner owner) : TrackedEntry(id, owner.Objects)
{
    public TaskRecord? Task { get; set; }

    public override void Cancel(bool force, bool recursive)
    {
        if (Task is { } task) owner.Cancel(task, force, recursive);
    }
}
