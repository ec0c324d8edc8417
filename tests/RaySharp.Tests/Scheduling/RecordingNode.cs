using System.Globalization;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Scheduling;

/// <summary>A scheduler whose effects are written down. Processes are numbered 101, 102, ... in the order they are started.</summary>
internal sealed class RecordingNode : INodeEffects
{
    private readonly List<string> _effects = [];
    private ulong _last = 100;

    public RecordingNode(double cpus = 2, Func<NodeSchedulerOptions, NodeSchedulerOptions>? with = null, double licences = 0)
    {
        Dictionary<string, double> custom = new() { ["licence"] = licences };
        NodeSchedulerOptions options = new() { Resources = ResourceSet.Of(cpus, memory: 100, custom: custom), ReadyExclusive = 0 };
        Scheduler = new NodeScheduler(this, with?.Invoke(options) ?? options);
    }

    public static ProcessId A { get; } = new(1);

    public static ProcessId B { get; } = new(2);

    public NodeScheduler Scheduler { get; }

    /// <summary>A node whose one shared process is 101 and ready.</summary>
    public static RecordingNode Started(double cpus = 2, Func<NodeSchedulerOptions, NodeSchedulerOptions>? with = null, double licences = 0)
    {
        RecordingNode node = new(cpus, with, licences);
        node.Scheduler.Start();
        node.Scheduler.ProcessReady(new ProcessId(101));
        node.Take();
        return node;
    }

    public static LeaseSpec Cpus(double cpus, int depth = 0) => new() { Resources = ResourceSet.Of(cpus), Depth = depth };

    /// <summary>What happened since the last time.</summary>
    public string Take()
    {
        string all = string.Join("; ", _effects);
        _effects.Clear();
        return all;
    }

    public void GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus) =>
        Add($"grant {owner.Value}/{request} #{lease} on {process.Value}.{slot}{(gpus.Length > 0 ? $" gpus {string.Join(' ', gpus.ToArray())}" : "")}");

    public void RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason) => Add($"refuse {owner.Value}/{request} {cause}: {reason}");

    public void AskBackLease(ProcessId owner, ulong lease) => Add($"ask back #{lease} of {owner.Value}");

    public ProcessId StartProcess(ProcessKind kind, uint job, string environment, ReadOnlySpan<int> gpus)
    {
        Add($"start {kind}{(job > 0 ? $" of job {job}" : "")}{(environment.Length > 0 ? $" for {environment}" : "")}{(gpus.Length > 0 ? $" with gpus {string.Join(' ', gpus.ToArray())}" : "")}");
        return new ProcessId(++_last);
    }

    public void StopProcess(ProcessId process) => Add($"stop {process.Value}");

    public void ResumeTask(ProcessId process, ulong lease, ulong wait) => Add($"resume #{lease} wait {wait}");

    public void CancelOwnerTasks(ProcessId process, ProcessId owner) => Add($"cancel tasks of {owner.Value} on {process.Value}");

    public void Warn(string text) => Add($"warn: {text}");

    private void Add(FormattableString text) => _effects.Add(text.ToString(CultureInfo.InvariantCulture));
}
