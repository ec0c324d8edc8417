namespace RaySharp.Reconstruction;

/// <summary>What the lineage has done for it. None of these may call back into the lineage.</summary>
internal interface ILineageEffects
{
    /// <summary>The task will run again and needs this argument: keep its value until the run is over. False: nobody refers to it any more, so its value is gone.</summary>
    bool TryHold(LineageTask task, ObjectId argument);

    /// <summary>The task will not run after all: what is held for it may go.</summary>
    void LetGo(LineageTask task);

    /// <summary>Run it again: all that it needs is there.</summary>
    void Run(LineageTask task);

    /// <summary>An object that was being made again cannot be.</summary>
    void Fail(ObjectId id, LineageFailure failure);

    /// <summary>The task's lineage is kept no more.</summary>
    void Dropped(LineageTask task);

    /// <summary>Nothing is known of the object any more.</summary>
    void Forget(ObjectId id);
}
