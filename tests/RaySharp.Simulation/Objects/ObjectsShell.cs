using RaySharp.ObjectMemory;
using RaySharp.Ownership;
using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Objects;

/// <summary>The stored objects that a process owns: the real books of their copies, the real lineage, and an audit of what is given up.</summary>
internal sealed partial class ObjectsShell
{
    private readonly SimulatedCluster _cluster;
    private readonly OwnerShell _me;
    private readonly DeletionFence _fence;
    private readonly Lineage _lineage;
    private readonly Dictionary<ObjectId, SimObject> _known = [];
    private readonly Queue<Action> _todo = [];

    public ObjectsShell(SimulatedCluster cluster, OwnerShell me)
    {
        _cluster = cluster;
        _me = me;
        Copies = new ObjectCopies(this) { Recovery = Recover };
        _fence = new DeletionFence(this);
        _lineage = new Lineage(this, cluster.Plan.LineageBytes);
    }

    public ObjectCopies Copies { get; }

    /// <summary>All that were ever made, whatever the lineage has forgotten.</summary>
    public IEnumerable<SimObject> Known => _known.Values;

    /// <summary>What is kept for objects; nothing, when nobody refers to any.</summary>
    public string? Left => _lineage.TaskCount + _lineage.ObjectCount > 0 ? string.Join("; ", _lineage.Describe()) : _known.Keys.Where(Copies.IsOwn).Select(static id => id.ToString()).FirstOrDefault();

    /// <summary>A task has stored its result, for the first time.</summary>
    public void Made(SimTask task, uint node)
    {
        var made = task.Stored!;
        _known.Add(made.Id, made);
        made.MadeBy = (task, task.Attempt);
        Own(made, node);
        made.Line = new LineageTask(made, [made.Id], task.Arguments.Where(static argument => argument.Stored is not null).Select(static argument => argument.Stored!.Id), 100, task.RetriesLeft);
        _lineage.Made(made.Line);
        DoAll();
    }

    public void Release(SimObject released)
    {
        released.References--;
        Review(released);
    }

    /// <summary>What an attempt may have stored that is not the result.</summary>
    public void Discard(ObjectId id, uint except = 0) => DeleteAt(Nodes().Except(Copies.NodesOf(id)).Where(node => node != except), id);

    /// <summary>A task that ran again has stored its result.</summary>
    public void Remade(SimTask task, uint node)
    {
        var (line, made) = (task.Remakes!, task.Stored!);
        bool isWanted = _lineage.WantedOf(line).Count > 0;
        made.IsExpected = false;
        Discard(made.Id, except: isWanted ? node : 0);
        made.MadeBy = (task, task.Attempt);
        _cluster.Coverage.Add(isWanted ? "object made again" : "object made again for nobody");
        if (isWanted && made.HasValue) Copies.Remade(made.Id, made.Bytes, node);
        else if (isWanted) Own(made, node);
        made.IsBeingRemade = false;
        End(line, made, () => _lineage.Remade(line, task.RetriesLeft));
    }

    /// <summary>A task was to run again, and did not come to its end.</summary>
    public void NotRemade(SimTask task)
    {
        var (line, made) = (task.Remakes!, task.Stored!);
        _cluster.Coverage.Add("object could not be made again: its task failed");
        made.IsExpected = made.IsBeingRemade = false;
        Discard(made.Id);
        End(line, made, () => _lineage.Failed(line, task.RetriesLeft, "it failed"));
    }

    /// <summary>Whether what that has stored stands for an object, or will when its answer has come.</summary>
    public bool Needs(TaskRun run)
    {
        bool isAwaited = run.Task.State == TaskState.Pushed && run.Task.Attempt == run.Attempt;
        return isAwaited || (run.Task.Stored is { HasValue: true } made && made.MadeBy == (run.Task, run.Attempt));
    }

    public void Copied(uint node, ObjectId id)
    {
        if (_known.TryGetValue(id, out var known) && known is { IsBeingRemade: true, HasValue: false }) _cluster.Coverage.Add("copy came of an object that was to be made again and had no value");
        Copies.Copied(node, [id]);
    }

    public void NodeLost(uint node)
    {
        Copies.NodeLost(node, "gone");
        _fence.NodeLost(node);
    }

    public void ProcessLost(ProcessId process)
    {
        Copies.ProcessLost(process);
        if (process == ProcessId.HostOf(process.Node)) _fence.Unreachable(process.Node);
    }

    public void DeletionsDone(uint node, ulong number) => _fence.Done(node, number);

    private void Own(SimObject made, uint node)
    {
        made.Number = Copies.Own(made.Id, made.Bytes, node, null);
        made.HasValue = true;
    }

    private void End(LineageTask line, SimObject made, Action tell)
    {
        SimObject[] held = [.. made.Held];
        made.Held.Clear();
        tell();
        foreach (var argument in held) Release(argument);
        Delete(made.Id, 0);     // was expected, and no value stands for it
        DoAll();
        Copies.MakingOver(made.Id);
        Review(made);
    }

    /// <summary>Nobody refers to it: the collector finds out, and later that its value is garbage.</summary>
    private void Review(SimObject unsure)
    {
        if (unsure is not { References: 0, HasValue: true, IsBeingRemade: false }) return;
        long number = unsure.Number;
        Later(_cluster.Plan.CollectorDelay, () =>
        {
            if (unsure is not { References: 0, HasValue: true, IsExpected: false } || unsure.Number != number) return;      // a run holds what it makes
            unsure.HasValue = false;
            Later(_cluster.Plan.CollectorDelay, () => Delete(unsure.Id, number));
        });
    }

    private void Delete(ObjectId id, long? number)
    {
        if (Copies.Delete(id, number) is not { } nodes) return;
        DeleteAt(nodes.Append(_me.Id.Node), id);
        Later(0, () =>
        {
            if (_known.TryGetValue(id, out var known) && known.Number == (number ?? 0)) _lineage.Unreferenced(id);
            DoAll();
        });
    }

    private void DeleteAt(IEnumerable<uint> nodes, ObjectId id)
    {
        foreach (uint node in nodes.Distinct()) ((ICopyEffects)this).Delete(node, [id]);
    }

    /// <summary>Those that this process has to do with.</summary>
    private uint[] Nodes() => [.. _cluster.Network.NodesOf(_me.Id).Except(_me.LostNodes).Append(_me.Id.Node).Distinct()];

    /// <summary>No copy is left, and somebody waits for one.</summary>
    private Func<Exception>? Recover(ObjectId id, string reason)
    {
        var lost = _known[id];
        bool isMakable = IsMakable(lost);
        var failure = _lineage.Lost(id);
        _cluster.Trace($"{_me.Id}: {lost} is lost: {failure?.Fault.ToString() ?? "to be made again"}");
        if (isMakable != failure is null) throw new SimulationFailure($"{lost} {(isMakable ? "could" : "could not")} be made again, and the lineage says {failure}.");
        _cluster.Coverage.Add(failure is null ? "object to be made again" : $"object lost: {failure.Fault}{(failure.Object == id ? "" : " of an argument")}");
        if (failure is null) lost.IsBeingRemade = true;
        else lost.Failure = failure;
        DoAll();
        return failure is null ? null : Reconstruction(id, reason, failure);
    }

    private static Func<Exception> Reconstruction(ObjectId id, string reason, LineageFailure failure) => () => new ObjectReconstructionFailedException($"{id} is lost: {reason} {failure.Fault} of {failure.Object}");

    /// <summary>The rule, told in another way: its task may run, and all that it needs is held by somebody or can be made again.</summary>
    private bool IsMakable(SimObject lost)
    {
        HashSet<SimObject> seen = [lost];
        Stack<SimObject> needed = new([lost]);
        while (needed.TryPop(out var next))
        {
            if (next.Failure is not null || next.Line is not { } line) return false;
            if (line.State == LineageState.Dropped && _cluster.Plan.LineageBytes < long.MaxValue) return false;
            if (line.State is LineageState.Waiting or LineageState.Running) continue;
            if (line.RetriesLeft == 0) return false;
            foreach (var id in line.Arguments)
            {
                var argument = _known[id];
                if (argument is not { HasValue: true, Failure: null } and not { HasValue: false, IsBeingRemade: true } && seen.Add(argument)) needed.Push(argument);
            }
        }
        return true;
    }

    /// <summary>What the lineage has decided is done when it has decided all.</summary>
    private void DoAll()
    {
        while (_todo.TryDequeue(out var next)) next();
    }

    private void Later(int delay, Action action) => _cluster.Faults.After(_me.Id.Node, delay == 0 ? 0 : _cluster.Random.Next(delay), () =>
    {
        if (_cluster.IsAlive(_me.Id)) action();
    });
}
