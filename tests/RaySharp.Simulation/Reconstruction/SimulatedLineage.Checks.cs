using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Reconstruction;

/// <summary>What must hold.</summary>
internal sealed partial class SimulatedLineage
{
    private void CheckAlways()
    {
        long running = _tasks.Where(static task => task.Line is { State: LineageState.Waiting or LineageState.Running }).Sum(static task => task.Line!.Bytes);
        if (_lineage.Bytes - running > _plan.Budget) throw new SimulationFailure($"{_lineage.Bytes} bytes are kept, {running} of them for runs; the budget is {_plan.Budget}.");
    }

    private void CheckEmpty()
    {
        if (_lineage is { TaskCount: 0, ObjectCount: 0, Bytes: 0 }) return;
        throw new SimulationFailure($"Nobody refers to anything, and {_lineage.TaskCount} tasks, {_lineage.ObjectCount} objects and {_lineage.Bytes} bytes are kept: {string.Join("; ", _lineage.Describe())}");
    }

    /// <summary>The rule, told in another way: an object that is gone comes back if its task may run, and all that it needs is held by somebody or comes back.</summary>
    private static bool IsMakable(SimObject lost)
    {
        HashSet<SimObject> seen = [lost];
        Stack<SimObject> needed = new([lost]);
        while (needed.TryPop(out var next))
        {
            if (next.Failure is not null || next.Maker is not { IsDropped: false, Line: { } line } maker) return false;
            if (line.State != LineageState.Kept) continue;
            if (line.RetriesLeft == 0) return false;
            foreach (var argument in maker.Arguments)
            {
                if (argument is { HasValue: true, Failure: null } or { HasValue: false, IsBeingRemade: true }) continue;
                if (seen.Add(argument)) needed.Push(argument);
            }
        }
        return true;
    }
}
