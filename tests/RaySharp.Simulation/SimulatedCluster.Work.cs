namespace RaySharp.Simulation;

/// <summary>What drivers do.</summary>
internal sealed partial class SimulatedCluster
{
    private OwnerShell? SomeRoot()
    {
        return _owners.GetValueOrDefault(_roots[Random.Next(_roots.Count)]);
    }

    private void SubmitRoot()
    {
        if (SomeRoot() is not { } owner) return;
        var group = _workload.MakeRoots();
        Faults.Do(owner.Id.Node, () =>
        {
            if (!IsAlive(owner.Id)) return;
            foreach (var task in owner.Submit(group))
            {
                if (Random.Next(100) < Plan.CancelPercent) Faults.After(owner.Id.Node, Random.Next(5 * Plan.MaxWork), () => owner.Cancel(task));
                if (Plan.IsLossy && group.Exists(other => other.Arguments.Contains(task.Plan))) LetGoSoon(owner, task);
                else UseLater(owner, task);
            }
        });
    }

    /// <summary>A driver has no use for what its other tasks are made of.</summary>
    private static void LetGoSoon(OwnerShell owner, SimTask task)
    {
        if (task.Stored is { } stored) task.Result.WhenDone(() => owner.Objects.Release(stored));
    }

    /// <summary>A driver reads what its task stored some times, for a long time, before it lets go of it.</summary>
    private void UseLater(OwnerShell owner, SimTask task)
    {
        if (task.Stored is null) return;
        Faults.After(owner.Id.Node, Random.Next((Plan.IsLossy ? 15 : 60) * Plan.MaxWork), () =>
        {
            if (!IsAlive(owner.Id)) return;
            if (Random.Next(Plan.IsLossy ? 10 : 3) == 0 || Time.Now > (Plan.IsLossy ? 200 : 100) * Plan.MaxWork) owner.Get(task);
            else if (task.Result.IsDone && task.Stored.Line is not null) owner.Read(task.Stored, _ => UseLater(owner, task));
            else UseLater(owner, task);
        });
    }

    private void CallFromRoot()
    {
        if (SomeRoot() is not { } owner) return;
        var plan = _workload.MakeCall(0);
        Faults.Do(owner.Id.Node, () =>
        {
            if (!IsAlive(owner.Id)) return;
            var call = owner.Call(plan);
            if (Random.Next(100) < Plan.CancelPercent) Faults.After(owner.Id.Node, Random.Next(5 * Plan.MaxWork), () => owner.CancelCall(call));
        });
    }
}
