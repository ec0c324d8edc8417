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
        if (LivingEntryOf(argument) is { } entry)
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
        foreach (var id in task.Outputs)
        {
            if (LivingEntryOf(id) is { } entry) outputs.Add(entry);
        }
        int retriesLeft = task.RetriesLeft;
        _todo.Enqueue(() =>
        {
            ExpectUnreferenced(task);
            _objects.Store.Opens.AfterDeletions(() => ((Recipe)task.Recipe).Run(new Remake(this, task), retriesLeft, outputs));
        });
    }

    void ILineageEffects.Fail(ObjectId id, LineageFailure failure)
    {
        var told = LineageTexts.Failure(id, _values[id].LostBecause, failure, _budget);
        _todo.Enqueue(() => Copies.NotRemade(id, told.ToException));
    }

    void ILineageEffects.Dropped(LineageTask task)
    {
        var recipe = (Recipe)task.Recipe;
        _todo.Enqueue(recipe.Drop);
    }

    void ILineageEffects.Forget(ObjectId id) => _values.Remove(id);

    /// <summary>The object's entry, if somebody refers to it.</summary>
    private ObjectEntry? LivingEntryOf(ObjectId id) => _values.GetValueOrDefault(id)?.Entry is { Stored: OwnedStoredValue { IsFreed: false } } entry ? entry : null;

    /// <summary>What will be made only for tasks that need it must not be taken for garbage: no value stands for it until it is there.</summary>
    private void ExpectUnreferenced(LineageTask task)
    {
        lock (_lock)
        {
            foreach (var id in _lineage.WantedOf(task).Where(id => LivingEntryOf(id) is null))
            {
                _values[id].Number = 0;
                Copies.Expect(id);
            }
        }
    }
}
