using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Reconstruction;

/// <summary>What the lineage has done for it.</summary>
internal sealed partial class SimulatedLineage : ILineageEffects
{
    bool ILineageEffects.TryHold(LineageTask line, ObjectId argument)
    {
        var known = _byId[argument];
        if (known is not { HasValue: true, Failure: null })
        {
            known.Number++;
            return false;
        }
        Hold((SimTaskLine)line.Recipe, known);
        return true;
    }

    void ILineageEffects.LetGo(LineageTask line)
    {
        var task = (SimTaskLine)line.Recipe;
        var held = task.Held.ToArray();
        task.Held.Clear();
        _time.After(0, () => LetGo(held));
    }

    void ILineageEffects.Run(LineageTask line)
    {
        var task = (SimTaskLine)line.Recipe;
        if (task.IsRunning) throw new SimulationFailure($"{task} runs twice at a time.");
        if (task.IsDropped) throw new SimulationFailure($"{task} was dropped, and runs.");
        task.Repeats++;
        if (task.MaxRetries >= 0 && task.Repeats > task.MaxRetries) throw new SimulationFailure($"{task} ran {task.Repeats} times again; it may {task.MaxRetries} times.");
        foreach (var argument in task.Arguments.Where(argument => !task.Held.Contains(argument))) throw new SimulationFailure($"{task} runs, and its {argument} is not held.");
        Coverage.Add(task.Arguments.Any(static argument => !argument.IsReferenced) ? "run again with arguments made for it" : "run again");
        task.IsRunning = true;
        task.RetriesLeft = line.RetriesLeft;
        Trace($"{task} runs again");
        Start(task);
    }

    void ILineageEffects.Fail(ObjectId id, LineageFailure failure)
    {
        var known = _byId[id];
        known.Failure = failure;
        known.IsBeingRemade = false;
        Coverage.Add(failure.Object == id ? "could not be made again" : "could not be made again: another failed");
        Wake(known);
    }

    void ILineageEffects.Dropped(LineageTask line)
    {
        var task = (SimTaskLine)line.Recipe;
        if (task.IsDropped) throw new SimulationFailure($"{task} was dropped twice.");
        if (task.IsRunning) throw new SimulationFailure($"{task} was dropped while it runs.");
        if (task.Outputs.Any(static made => made.HasValue)) Coverage.Add("dropped for the budget");
        task.IsDropped = true;
    }

    void ILineageEffects.Forget(ObjectId id) { }

    private void Start(SimTaskLine task)
    {
        task.RunsOn = Node();
        int run = ++task.Run;
        _time.After(_random.Next(1, 60), () => ReadArguments(task, 0, run, ran => _time.After(_random.Next(1, 60), () => End(ran, run)), () => EndBadly(task, run, "argument lost")));
    }

    private void End(SimTaskLine task, int run)
    {
        if (task.Run != run) return;
        if (_random.NextDouble() < _plan.FailureChance)
        {
            EndBadly(task, run, "thrown");
            return;
        }
        foreach (var id in _lineage.WantedOf(task.Line!))
        {
            var made = _byId[id];
            if (made.HasValue && !made.IsBeingRemade) throw new SimulationFailure($"{made} is there, and is replaced.");
            if (!made.HasValue) made.Number++;
            made.HasValue = true;
            made.IsBeingRemade = false;
            made.Copies.Add(task.RunsOn);
        }
        task.IsRunning = false;
        _lineage.Remade(task.Line!, task.RetriesLeft);
        LetGo(task);
        foreach (var made in task.Outputs)
        {
            Wake(made);
            Review(made);
        }
    }

    private void EndBadly(SimTaskLine task, int run, string cause)
    {
        if (task.Run != run) return;
        Coverage.Add("run again and failed: " + cause);
        task.IsRunning = false;
        task.Run++;
        Trace($"{task} fails: {cause}");
        _lineage.Failed(task.Line!, task.RetriesLeft, cause);
        LetGo(task);
    }

    /// <summary>Its node is lost while it runs: as the submitter does, it is repeated while retries are left.</summary>
    private void Crash(SimTaskLine task)
    {
        if (task.RetriesLeft == 0)
        {
            EndBadly(task, task.Run, "crashed");
            return;
        }
        Coverage.Add("crashed while it ran again");
        task.Repeats++;
        if (task.RetriesLeft > 0) task.RetriesLeft--;
        Start(task);
    }

    private void Wake(SimObject known)
    {
        if (known.IsBeingRemade) return;
        var readers = known.Readers.ToArray();
        known.Readers.Clear();
        foreach (var reader in readers) _time.After(0, reader);
    }
}
