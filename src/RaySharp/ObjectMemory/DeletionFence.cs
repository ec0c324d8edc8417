using RaySharp.References;

namespace RaySharp.ObjectMemory;

/// <summary>Waits until the node has handled what this process told it to delete: else a late word could delete what was made again under the same id.</summary>
/// <remarks>It opens an object that was deleted: links keep order, so the answer that it is not there comes after the deletion.</remarks>
internal sealed class DeletionFence(OpenObjects opens, ObjectId deleted, Action then) : StoredValue(opens, deleted, 0), IObjectWaiter
{
    private readonly ObjectEntry _nobody = new(deleted);

    public static void Pass(OpenObjects opens, ObjectId deleted, Action then)
    {
        opens.TellNow();
        var fence = new DeletionFence(opens, deleted, then);
        if (!fence.TryOpen(fence._nobody, fence)) fence.OnCompleted(fence._nobody);
    }

    public override void NotThere(string reason) => Failed(() => new ObjectLostException(reason));

    public void OnCompleted(ObjectEntry entry)
    {
        Forget();
        then();
    }
}
