using RaySharp.Ownership;
using RaySharp.Reconstruction;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>What tasks are given that lies in stores, and what becomes of what they store.</summary>
internal sealed partial class OwnerShell
{
    /// <summary>A task's value, wherever it is; whoever submitted it refers to it no more then.</summary>
    public SimResult Get(SimTask task)
    {
        if (task.Stored is not { } stored) return task.Result;
        SimResult got = new($"the value of {task}", task.Plan.Expected);
        task.Result.WhenDone(() => Read(stored, content =>
        {
            got.Commit(content?.Value ?? new Outcome(OutcomeKind.Failed));
            Objects.Release(stored);
        }));
        return got;
    }

    /// <summary>Reads an own object, if its task made it.</summary>
    public void Read(SimObject stored, Action<SimContent?> then)
    {
        if (stored.Line is null)
        {
            then(null);
            return;
        }
        ReaderShell.Look? look = null;
        look = Reader.Read(stored.Id, stored.Bytes, [], isArgument: false, static () => true, content =>
        {
            _cluster.Coverage.Add("own object read");
            then(content);
            _cluster.Faults.After(Id.Node, _cluster.Random.Next(_cluster.Plan.MaxWork), () => look!.Close());
        });
    }

    /// <summary>Runs a task again whose result was lost.</summary>
    public void RunAgain(SimTask task, LineageTask line, int retriesLeft)
    {
        _cluster.Coverage.Add("task runs again for its lost result");
        SimTask again = new(task.Plan)
        {
            Key = task.Key,
            Profile = task.Profile,
            RetriesLeft = retriesLeft,
            MemoryRetriesLeft = task.Plan.MaxMemoryRetries,
            MaxRetries = retriesLeft,
            SharedCrashesSeen = [.. task.SharedCrashesSeen],
            Arguments = task.Arguments,
            ArgumentNodes = task.ArgumentNodes,
            Stored = task.Stored,
            Remakes = line,
            TimesFailed = task.Plan.FailsFirst,
            Attempt = task.Attempt,
            EarlierAttempts = task.Attempt,
        };
        _pending.Add(again);
        _submitter.Submit(again);
    }

    private void WaitForArguments(SimTask task)
    {
        int missing = 1;
        void OneThere()
        {
            if (--missing == 0) Ready(task);
        }
        foreach (var argument in task.Arguments.Where(static argument => !argument.Result.IsDone))
        {
            missing++;
            argument.Result.OnDone(() => _cluster.Faults.After(Id.Node, 0, OneThere));
        }
        OneThere();
    }

    private void Ready(SimTask task)
    {
        if (task.State == TaskState.Finished || !_cluster.IsAlive(Id)) return;     // cancelled meanwhile
        task.ArgumentNodes = [.. task.Arguments.Select(argument => Objects.Copies.NodesOf(argument.Stored!.Id))];
        if (task.Arguments.All(static argument => argument.Result.Outcome.Kind == OutcomeKind.Done)) _submitter.Submit(task);
        else
        {
            task.State = TaskState.Finished;
            End(task, new Outcome(OutcomeKind.Failed));
        }
    }

    private void Complete(SimTask task, Outcome outcome, uint storedAt)
    {
        if (storedAt == 0)
        {
            Finish(task, outcome, mayBeStored: task.Attempt > 1);
            return;
        }
        if (task.Remakes is null) Objects.Made(task, storedAt);
        End(task, outcome);
        if (task.Remakes is not null) Objects.Remade(task, storedAt);
        else if (task.Attempt > 1) Objects.Discard(task.Stored!.Id);
    }

    /// <summary>It ends without an object.</summary>
    private void Finish(SimTask task, Outcome outcome, bool mayBeStored)
    {
        if (task.Remakes is null && mayBeStored && task.Stored is { } stored) Objects.Discard(stored.Id);
        End(task, outcome);
        if (task.Remakes is not null) Objects.NotRemade(task);
    }
}
