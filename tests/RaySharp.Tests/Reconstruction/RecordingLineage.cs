using RaySharp.Reconstruction;

namespace RaySharp.Tests.Reconstruction;

/// <summary>The lineage, and what it asked for. Values exist as long as a test says so.</summary>
internal sealed class RecordingLineage : ILineageEffects
{
    private readonly HashSet<ObjectId> _gone = [];

    public RecordingLineage(long budget = long.MaxValue) => Lineage = new Lineage(this, budget);

    public Lineage Lineage { get; }

    public List<LineageTask> Runs { get; } = [];

    public List<(LineageTask Task, ObjectId Argument)> Held { get; } = [];

    public List<(ObjectId Id, LineageFailure Failure)> Failures { get; } = [];

    public List<LineageTask> Drops { get; } = [];

    public static ObjectId Id(ulong task, uint index = 0) => new(new TaskId(new ProcessId(1), task), index);

    /// <summary>A task that made so many objects of those.</summary>
    public LineageTask Made(ulong number, int retries = 3, uint outputs = 1, long bytes = 100, params ObjectId[] arguments)
    {
        LineageTask task = new($"task {number}", [.. Enumerable.Range(0, (int)outputs).Select(index => Id(number, (uint)index))], arguments, bytes, retries);
        Lineage.Made(task);
        return task;
    }

    /// <summary>A chain of tasks, each made of the one before; only the last is referred to.</summary>
    public LineageTask[] Chain(ulong first, int length, int retries = 3)
    {
        LineageTask[] tasks = [.. Enumerable.Range(0, length).Select(i => Made(first + (ulong)i, retries, arguments: i == 0 ? [] : [Id(first + (ulong)i - 1)]))];
        for (int i = 0; i < length - 1; i++) Drop(Id(first + (ulong)i));
        return tasks;
    }

    /// <summary>Nobody refers to it any more.</summary>
    public void Drop(ObjectId id)
    {
        _gone.Add(id);
        Lineage.Unreferenced(id);
    }

    /// <summary>The collector has it, but has not told yet.</summary>
    public void DropSilently(ObjectId id) => _gone.Add(id);

    public LineageTask Finish(LineageTask task)
    {
        foreach (var id in Lineage.WantedOf(task)) _gone.Remove(id);
        Held.RemoveAll(held => held.Task == task);
        Lineage.Remade(task, task.RetriesLeft);
        return task;
    }

    bool ILineageEffects.TryHold(LineageTask task, ObjectId argument)
    {
        if (_gone.Contains(argument)) return false;
        Held.Add((task, argument));
        return true;
    }

    void ILineageEffects.LetGo(LineageTask task) => Held.RemoveAll(held => held.Task == task);

    void ILineageEffects.Run(LineageTask task)
    {
        Assert.All(task.Arguments, argument => Assert.Contains((task, argument), Held));
        Runs.Add(task);
    }

    void ILineageEffects.Fail(ObjectId id, LineageFailure failure) => Failures.Add((id, failure));

    void ILineageEffects.Dropped(LineageTask task) => Drops.Add(task);

    void ILineageEffects.Forget(ObjectId id) { }
}
