using System.Globalization;
using RaySharp.Platform;
using RaySharp.Texts;

namespace RaySharp.MemoryPressure;

/// <summary>
/// Which worker process is ended when memory is short, after Ray's group-by-owner policy: before what cannot be repeated goes what
/// can; among that the owner with most tasks loses its newest, so that every owner keeps some work going and the oldest work ends.
/// One at a time: the next is chosen only when the last one is gone, since its memory is free only then. Processes in which nothing
/// runs stay: they would be started again at once.
/// </summary>
internal sealed class MemoryMonitorPolicy
{
    private const double DefaultThreshold = 0.95;
    private const int LargestNamed = 5;
    private readonly double _threshold;
    private ProcessId _ending;

    /// <param name="threshold">The part of the limit above which memory is short; above 0, at most 1.</param>
    public MemoryMonitorPolicy(double threshold = DefaultThreshold)
    {
        if (threshold is not (> 0 and <= 1))
            throw new ArgumentException($"A memory threshold of {threshold} was asked for. Ask for one above 0 and not above 1, such as {DefaultThreshold}.");
        _threshold = threshold;
    }

    public bool IsShort(MemoryReading memory) => memory.Used > memory.Limit * _threshold;

    /// <summary>The process to end now; null while memory suffices, the last one is not gone, or nothing runs.</summary>
    /// <param name="memory">As read now.</param>
    /// <param name="processes">All worker processes that have not ended, those that were told to end included.</param>
    public MemoryVictim? Choose(MemoryReading memory, IReadOnlyList<ProcessLoad> processes)
    {
        if (processes.Any(each => each.Process == _ending))
            return null;
        _ending = ProcessId.None;
        if (!IsShort(memory) || Pick(processes) is not var (process, task, why))
            return null;
        _ending = process.Process;
        return new MemoryVictim(process.Process, task, Text(memory, processes, process, task, why));
    }

    private static (ProcessLoad Process, TaskLoad Task, string Why)? Pick(IReadOnlyList<ProcessLoad> processes)
    {
        ProcessLoad[] busy = [.. processes.Where(static each => each.Tasks.Count > 0)];
        ProcessLoad[] repeatable = [.. busy.Where(static each => each.Tasks.All(static task => task.Retriable))];
        if (repeatable.Length > 0)
            return NewestOfLargestOwner(repeatable);
        ProcessLoad[] mixed = [.. busy.Where(static each => each.Tasks.Any(static task => task.Retriable))];
        if (mixed.Length > 0)
            return Newest(mixed, "every process runs something that may not be repeated, and this is the newest that runs something else, too");
        return busy.Length > 0 ? Newest(busy, "nothing runs that may be repeated, and this is the newest") : null;
    }

    private static (ProcessLoad Process, TaskLoad Task, string Why) NewestOfLargestOwner(ProcessLoad[] repeatable)
    {
        var owner = repeatable.SelectMany(static each => each.Tasks).GroupBy(static task => task.Owner)
            .MaxBy(static tasks => (tasks.Count(), tasks.Max(static task => task.Lease)))!;
        TaskLoad newest = owner.MaxBy(static task => task.Lease);
        return (repeatable.First(each => each.Tasks.Contains(newest)), newest,
            $"all it runs may be repeated, and this is the newest task of owner {owner.Key}, which has most ({owner.Count()})");
    }

    private static (ProcessLoad Process, TaskLoad Task, string Why) Newest(ProcessLoad[] processes, string why)
    {
        ProcessLoad process = processes.MaxBy(static each => each.NewestLease);
        return (process, process.Tasks.MaxBy(static task => task.Lease), why);
    }

    private string Text(MemoryReading memory, IReadOnlyList<ProcessLoad> processes, ProcessLoad ended, TaskLoad task, string why)
    {
        var largest = processes.OrderByDescending(static each => each.ResidentBytes).Take(LargestNamed)
            .Select(static each => $"{each.Process} (pid {each.Pid}) {ByteText.Of(each.ResidentBytes)}");
        return string.Create(CultureInfo.InvariantCulture, $"Memory is short: {ByteText.Of(memory.Used)} of {ByteText.Of(memory.Limit)} by {memory.Source} are in use, "
            + $"{100.0 * memory.Used / memory.Limit:0.0} %, above the threshold of {100 * _threshold:0.#} %. "
            + $"Worker process {ended.Process} (pid {ended.Pid}, {ByteText.Of(ended.ResidentBytes)}, {ended.Tasks.Count} running) was ended for {task.Name}: {why}. "
            + $"The largest processes: {string.Join(", ", largest)}. "
            + $"Use less memory in a task, let fewer run at a time (Memory or Cpus of the task), or raise the limit.");
    }
}
