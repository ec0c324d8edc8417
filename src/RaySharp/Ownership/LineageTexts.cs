using RaySharp.Failures;
using RaySharp.Reconstruction;

namespace RaySharp.Ownership;

/// <summary>Says why an object could not be made again.</summary>
internal static class LineageTexts
{
    /// <param name="id">The object that was read.</param>
    /// <param name="reason">How it was lost.</param>
    /// <param name="failure">What prevents that it is made again.</param>
    /// <param name="budget">So many bytes of lineage are kept.</param>
    public static RemoteFailure Failure(ObjectId id, string reason, LineageFailure failure, long budget)
    {
        string lost = $"{id} is lost: {reason.TrimEnd('.')}. ";
        if (failure.Fault == LineageFault.Closed) return new RemoteFailure(FailureKind.ObjectLost, "", lost + "The runtime was disposed before it was made again.");
        string name = (failure.Task?.Recipe as Recipe)?.Name ?? "its task";
        string why = failure.Fault switch
        {
            LineageFault.NoTask => "was put, or is an item of a stream, and so cannot be made again: no task is known that makes it alone. Keep its data where it can be read again, or let a task make it.",
            LineageFault.Dropped => $"cannot be made again: what its task was given is not known any more, because this process keeps {budget} bytes of lineage at most, and younger tasks needed them.",
            LineageFault.NoRetries when failure.Task is { Recipe: Recipe { MayRepeat: false } } => $"cannot be made again: '{name}' may run once only. Give the task MaxRetries, or the actor MaxTaskRetries, above 0.",
            LineageFault.NoRetries => $"cannot be made again: '{name}' has no retry left. Give the task more MaxRetries, or the actor more MaxTaskRetries.",
            _ => $"could not be made again: '{name}' ran again and failed.",
        };
        bool isOwnFault = failure.Object == id;
        var cause = failure.Cause as RemoteFailure;
        string text = lost + (isOwnFault ? "It " : $"To make it again {failure.Object} is needed, whose value is gone, too. That ") + why + (cause is null ? "" : " " + cause.Message);
        bool wasNeverPossible = failure.Fault is LineageFault.NoTask or LineageFault.Dropped || failure is { Fault: LineageFault.NoRetries, Task.Recipe: Recipe { MayRepeat: false } };
        return isOwnFault && wasNeverPossible
            ? new RemoteFailure(FailureKind.ObjectLost, "", text)
            : new RemoteFailure(FailureKind.ReconstructionFailed, name, text) { Thrown = cause is null ? null : ThrownException.Of(cause.ToException(), 8) };
    }

    /// <summary>A task that ran again did not make in the store what it had made there.</summary>
    public static RemoteFailure MadeOthers(Recipe recipe, ObjectId missing) =>
        new(FailureKind.ObjectLost, recipe.Name, $"'{recipe.Name}' ran again and did not make {missing} as a large value, as it had before. A task whose objects are to survive losses must make the same each time.");
}
