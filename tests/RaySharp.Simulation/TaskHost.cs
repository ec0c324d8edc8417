using RaySharp.Ownership;
using RaySharp.Scheduling;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>Runs what owners push into the slots of a worker.</summary>
internal sealed class TaskHost(SimulatedCluster cluster, WorkerShell worker)
{
    /// <summary>CPUs of the tasks that run now, in steps of 1/10000.</summary>
    public long RunningCpus => worker.Slots.Where(slot => slot is { Running: not null, Wait: null }).Sum(slot => ((LeaseSpec)slot.Running!.Lease.Key.Spec).Resources.Cpus);

    public void Pushed(Lease lease, OwnerShell owner, SimTask task, int attempt)
    {
        if (worker.DeadOwners.Contains(owner.Id)) return;
        var slot = worker.FindOrAdd(lease.Id, owner.Id);
        TaskRun run = new(lease, owner, task, attempt);
        if (slot.Wait is not null)
        {
            cluster.Coverage.Add("push met a waiting slot");
            GiveBack(lease, owner, [run], stalled: true);
        }
        else
        {
            slot.Inbox.AddLast(run);
            StartNext(slot);
        }
    }

    public void TakeBack(Lease lease, OwnerShell owner)
    {
        var slot = worker.Find(lease.Id);
        TaskRun[] unstarted = slot is null ? [] : [.. slot.Inbox];
        if (unstarted.Length > 0) cluster.Coverage.Add("unstarted task taken back");
        slot?.Inbox.Clear();
        GiveBack(lease, owner, unstarted, stalled: slot?.Wait is not null);
    }

    public void Cancel(Lease lease, SimTask task, int attempt)
    {
        if (worker.Find(lease.Id) is not { } slot) return;
        var queued = slot.Inbox.FirstOrDefault(run => run.Task == task && run.Attempt == attempt);
        if (queued is not null)
        {
            slot.Inbox.Remove(queued);
            Answer(queued, new Outcome(OutcomeKind.Cancelled));
        }
        else if (slot.Running is { } running && running.Task == task && running.Attempt == attempt) CancelRunning(slot, running);
    }

    public void CancelAll(WorkerSlot slot)
    {
        slot.IsOrphan = true;
        slot.Inbox.Clear();
        if (slot.Running is not { } running) ReturnOrphan(slot);
        else if (slot.Wait is { } wait && running.Task.WaitsFor is { IsDone: false }) worker.Unblock(slot, wait);    // what it waits for is lost with its owner
        else CancelRunning(slot, running);
    }

    private void CancelRunning(WorkerSlot slot, TaskRun run)
    {
        if (run.IsStoring || cluster.Random.Next(4) == 0 || run.Task.Plan.IsEndless) return;    // code that ignores its token
        run.IsCancelled = true;
        if (slot.Wait is { } wait) worker.Unblock(slot, wait);
        else Finish(slot, run);
    }

    private void StartNext(WorkerSlot slot)
    {
        if (slot.Running is not null || slot.Inbox.Count == 0) return;
        var run = slot.Inbox.First!.Value;
        slot.Inbox.RemoveFirst();
        slot.Running = run;
        run.StartedAt = cluster.Time.Now;
        cluster.CheckCpus(worker.Node);
        cluster.Faults.After(worker.Id.Node, run.Task.Plan.Work, () => GoOn(slot, run));
    }

    private void GoOn(WorkerSlot slot, TaskRun run)
    {
        if (run.IsEnded || !cluster.IsAlive(worker.Id)) return;
        if (run.StartedAt != cluster.Time.Now) cluster.CheckCpus(worker.Node);
        var plan = run.Task.Plan;
        if (plan.IsPoison)
        {
            cluster.Kill(worker.Id, $"{run.Task} is poison");
            return;
        }
        if (plan.IsEndless && cluster.IsOver(worker.Job) && !cluster.Head.HasDetached(worker.Job)) cluster.Coverage.Add("endless task of a dead driver");
        else if (run.IsCancelled) Finish(slot, run);
        else if (run.Opened is null && run.Task.Arguments.Length > 0) OpenArguments(slot, run);
        else if (run.LacksArgument) Finish(slot, run);
        else if (run.Task.WaitsFor is { } other && !run.HasWaitedForOther && !slot.IsOrphan)
        {
            run.HasWaitedForOther = true;
            WaitFor(slot, run, [other], areParts: false);
        }
        else if (run.NextGroup < plan.Groups.Count) WaitFor(slot, run, [.. Me.Submit(plan.Groups[run.NextGroup++]).Select(Me.Get)]);
        else if (plan.Calls.Count > 0 && !run.HasCalled)
        {
            run.HasCalled = true;
            WaitFor(slot, run, [.. plan.Calls.Select(call => Me.Call(call).Result)]);
        }
        else Finish(slot, run);
    }

    private OwnerShell Me => cluster.Owner(worker.Id);

    private void WaitFor(WorkerSlot slot, TaskRun run, SimResult[] results, bool areParts = true)
    {
        if (areParts) run.Results.AddRange(results);
        worker.Wait(slot, results, () => GoOn(slot, run));
        if (slot.Wait is null || slot.Running != run) return;
        TaskRun[] unstarted = [.. slot.Inbox];
        slot.Inbox.Clear();
        GiveBack(run.Lease, run.Owner, unstarted, stalled: true);
    }

    /// <summary>What it is given is brought here, and stays here until it ends.</summary>
    private void OpenArguments(WorkerSlot slot, TaskRun run)
    {
        var arguments = run.Task.Arguments;
        SimResult[] values = [.. arguments.Select(static argument => new SimResult($"the argument {argument}", argument.Plan.Expected))];
        run.Opened = [.. arguments.Select((argument, i) => Me.Reader.Read(argument.Stored!.Id, argument.Plan.Bytes, run.Task.ArgumentNodes[i], isArgument: true, run.IsWanted, content =>
        {
            run.LacksArgument |= content is null;
            values[i].Commit(content?.Value ?? new Outcome(OutcomeKind.Failed));
        }))];
        WaitFor(slot, run, values);
    }

    private void Finish(WorkerSlot slot, TaskRun run)
    {
        foreach (var look in run.Opened ?? []) look.Close();
        if (slot.IsOrphan)
        {
            End(slot, run, default, 0);
            return;
        }
        var outcome = OutcomeOf(run);
        if (outcome.Kind != OutcomeKind.Done || run.Task.Stored is not { } stored)
        {
            End(slot, run, outcome, 0);
            return;
        }
        run.IsStoring = true;
        worker.Node.Objects.Write(new SimContent(stored.Id, outcome, stored.Bytes), run, () => End(slot, run, outcome, worker.Id.Node));
    }

    private void End(WorkerSlot slot, TaskRun run, Outcome outcome, uint storedAt)
    {
        run.IsEnded = true;
        slot.Running = null;
        if (slot.IsOrphan)
        {
            ReturnOrphan(slot);
            return;
        }
        Answer(run, outcome, storedAt);
        StartNext(slot);
    }

    private static Outcome OutcomeOf(TaskRun run)
    {
        if (run.IsCancelled) return new Outcome(OutcomeKind.Cancelled);
        if (run.LacksArgument || (run.Task.Remakes is not null && run.Task.Plan.FailsAgain)) return new Outcome(OutcomeKind.Failed);
        if (run.Task.TimesFailed < run.Task.Plan.FailsFirst)
        {
            run.Task.TimesFailed++;
            return new Outcome(OutcomeKind.FailedRetriably);
        }
        return new Outcome(OutcomeKind.Done, run.Task.Plan.Own + run.Results.Sum(result => result.Outcome.Value), run.Results.Any(result => !result.Outcome.IsGood));
    }

    private void Answer(TaskRun run, Outcome outcome, uint storedAt = 0)
    {
        long ticks = cluster.Time.Now - run.StartedAt;
        cluster.Network.SendControl(worker.Id, run.Owner.Id, new Note("answer", run.Task), () => run.Owner.Answered(run.Task, run.Attempt, ticks, outcome, storedAt));
    }

    private void GiveBack(Lease lease, OwnerShell owner, TaskRun[] runs, bool stalled)
    {
        (PendingTask, int)[] tasks = [.. runs.Select(run => ((PendingTask)run.Task, run.Attempt))];
        cluster.Network.SendControl(worker.Id, owner.Id, new Note("give back", string.Join(' ', runs.Select(run => run.Task)), lease.Id), () => owner.GivenBack(lease, tasks, stalled));
    }

    private void ReturnOrphan(WorkerSlot slot) => worker.ToNode(new Note("orphan empty", null, slot.Lease), node => node.LeaseReturned(slot.Lease, true));
}
