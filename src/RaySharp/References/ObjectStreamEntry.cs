namespace RaySharp.References;

/// <summary>What a process knows of a stream that a task makes.</summary>
internal abstract class ObjectStreamEntry
{
    /// <summary>The next item's entry, once it is there; null at the end. Throws what the task failed with.</summary>
    public abstract ValueTask<ObjectEntry?> NextAsync(CancellationToken cancel);

    /// <summary>Nobody will ask for more: the task is cancelled.</summary>
    public abstract void Abandon();
}
