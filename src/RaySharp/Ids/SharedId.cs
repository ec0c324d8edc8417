namespace RaySharp;

/// <summary>Names what processes share and count: an object or an actor.</summary>
/// <param name="Owner">The object's owner, or the actor's creator: the one who counts.</param>
/// <param name="Number">The object's task, or the actor's number.</param>
/// <param name="Index">The object's index among the task's results.</param>
/// <param name="IsActor">Whether it is an actor.</param>
internal readonly record struct SharedId(ProcessId Owner, ulong Number, uint Index, bool IsActor)
{
    public ObjectId Object => new(new TaskId(Owner, Number), Index);

    public ActorId Actor => new(Owner, Number);

    public static SharedId Of(ObjectId id) => new(id.Task.Owner, id.Task.Number, id.Index, IsActor: false);

    public static SharedId Of(ActorId id) => new(id.Creator, id.Number, 0, IsActor: true);

    public override string ToString() => IsActor ? Actor.ToString() : Object.ToString();
}
