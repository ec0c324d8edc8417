using System.Globalization;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Placement;

/// <summary>A node among others, whose effects are written down. Its one process is ready, so that what is granted is granted at once.</summary>
internal sealed class RecordingRouter : IPlacementEffects
{
    private readonly List<string> _effects = [];
    private static ulong _reports;
    private ulong _last;

    public RecordingRouter(uint number = 1, double cpus = 2)
    {
        _last = ProcessId.HostOf(number).Value;
        Owner = new ProcessId(_last + 50);
        Scheduler = new NodeScheduler(this, new NodeSchedulerOptions { Node = number, Resources = ResourceSet.Of(cpus), ReadyExclusive = 0 });
        View = new ClusterView(number, Scheduler);
        Router = new LeaseRouter(this, Scheduler, View, new PlacementPolicy(new Random(1)));
        Scheduler.Start();
        Scheduler.ProcessReady(new ProcessId(_last));
        Take();
    }

    public ProcessId Owner { get; }

    public NodeScheduler Scheduler { get; }

    public ClusterView View { get; }

    public LeaseRouter Router { get; }

    public static LeaseSpec Cpus(double cpus, SchedulingStrategy? strategy = null) => new() { Resources = ResourceSet.Of(cpus), Strategy = strategy ?? SchedulingStrategy.Default };

    public static LeaseSpec Npu { get; } = new() { Resources = ResourceSet.Of(custom: new Dictionary<string, double> { ["npu"] = 1 }) };

    public static NodeReport Says(uint number, double cpus, double free, params Demand[] demand) => Says(number, ResourceSet.Of(cpus), ResourceSet.Of(free), demand);

    public static NodeReport Says(uint number, ResourceSet total, ResourceSet free, params Demand[] demand) => new(number, total, free, demand) { Number = Interlocked.Increment(ref _reports) };

    /// <summary>An owner of this node asks; or another node sent its request here.</summary>
    public string Ask(ulong number, LeaseSpec spec, int hops = 0, uint doubt = 0)
    {
        Router.LeaseRequested(Owner, number, spec, hops, doubt);
        return Take();
    }

    public string News(params NodeReport[] nodes)
    {
        View.Update(nodes, []);
        Router.ViewChanged();
        return Take();
    }

    public string Take()
    {
        string all = string.Join("; ", _effects);
        _effects.Clear();
        return all;
    }

    public void GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus) => Add($"grant {request} #{LeaseId.Text(lease)}");

    public void RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason) => Add($"refuse {request} {cause}: {reason}");

    public void SpillLease(ProcessId owner, ulong request, uint node) => Add($"spill {request} to {node}");

    public void AskBackLease(ProcessId owner, ulong lease) => Add($"ask back #{LeaseId.Text(lease)}");

    public ProcessId StartProcess(ProcessKind kind, uint job, string environment, ReadOnlySpan<int> gpus) => new(++_last);

    public void StopProcess(ProcessId process) => Add($"stop {process}");

    public void ResumeTask(ProcessId process, ulong lease, ulong wait) => Add($"resume #{LeaseId.Text(lease)}");

    public void CancelOwnerTasks(ProcessId process, ProcessId owner) => Add($"cancel tasks of {owner} on {process}");

    public void Warn(string text) => Add($"warn: {text}");

    private void Add(FormattableString text) => _effects.Add(text.ToString(CultureInfo.InvariantCulture));
}
