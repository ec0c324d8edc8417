using RaySharp.ObjectMemory;
using RaySharp.Reconstruction;
using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>What the lineage has done for it. Under the keeper's lock.</summary>
internal sealed partial class LineageKeeper : ILineageEffects
{
    bool ILineageEffects.TryHold(LineageTask task, ObjectId argument)
    {
        var recipe = (Recipe)task.Recipe;
        if (!_values.TryGetValue(argument, out var known)) return recipe.TryHoldPut(argument);
        if (known.Entry is { Stored: OwnedStoredValue { IsFreed: false } } entry)
        {
            recipe.Hold(entry);
            return true;
        }
        known.Number = 0;
        _objects.Store.Opens.DeleteUnreferenced(argument);
        return false;
    }

    void ILineageEffects.LetGo(LineageTask task)
    {
        var held = ((Recipe)task.Recipe).TakeHeld();
        if (held.Count > 0) _todo.Enqueue(() => held.ForEach(static argument => argument.ReleaseHold()));
    }

    /// <summary>(3)</summary>
    void ILineageEffects.Run(LineageTask task)
    {
        List<ObjectEntry> outputs = [];
        ObjectId? deleted = null;
        foreach (var id in task.Outputs)
        {
            if (_values.GetValueOrDefault(id)?.Entry is { Stored: OwnedStoredValue { IsFreed: false } } entry) outputs.Add(entry);
            else deleted = id;
        }
        int retriesLeft = task.RetriesLeft;
        void Run() => ((Recipe)task.Recipe).Run(new Remake(this, task), retriesLeft, outputs);
        if (deleted is { } gone) _todo.Enqueue(() => DeletionFence.Pass(_objects.Store.Opens, gone, Run));
        else _todo.Enqueue(Run);
    }

    void ILineageEffects.Fail(ObjectId id, LineageFailure failure)
    {
        var known = _values[id];
        if (known.Entry?.Stored is not OwnedStoredValue value) return;
        var told = LineageTexts.Failure(id, known.LostBecause, failure, _budget);
        _todo.Enqueue(() => value.Failed(told.ToException));
    }

    void ILineageEffects.Dropped(LineageTask task)
    {
        var recipe = (Recipe)task.Recipe;
        _todo.Enqueue(recipe.Drop);
    }

    void ILineageEffects.Forget(ObjectId id) => _values.Remove(id);
}
