using RaySharp.Actors;

namespace RaySharp.Simulation;

/// <summary>The actors that a process calls: the real callers.</summary>
internal sealed class ActorCallers(SimulatedCluster cluster, OwnerShell owner) : IActorCallerEffects<SimCall>
{
    private readonly Dictionary<int, Entry> _byPlan = [];
    private readonly List<Entry> _entries = [];
    private ulong _lastActor;

    public int PendingCount => _entries.Sum(entry => entry.Early.Count + (entry.Caller?.PendingCount ?? 0));

    public string DescribePending() => string.Join(", ", _entries.Where(entry => entry.Early.Count + (entry.Caller?.PendingCount ?? 0) > 0)
        .Select(entry => $"{entry.Caller?.PendingCount} calls to {entry.Caller?.View}, {entry.Early.Count} before its registration"));

    public SimCall Call(CallPlan plan)
    {
        var entry = EntryOf(plan.Actor);
        int retries = cluster.ActorPlans[plan.Actor].MaxTaskRetries;
        SimCall call = new(plan, retries, ++entry.Calls) { RetriesLeft = retries };
        if (entry.Caller is { } caller) caller.TrySubmit(call);
        else entry.Early.Add(call);
        return call;
    }

    public void Cancel(SimCall call)
    {
        if (!cluster.IsAlive(owner.Id)) return;
        _byPlan[call.Plan.Actor].Caller?.Cancel(call);
    }

    public void Registered(int plan, ActorId actor)
    {
        var entry = _byPlan[plan];
        if (entry.Caller is not null) return;
        entry.Caller = new ActorCaller<SimCall>(actor, this);
        foreach (var call in entry.Early) entry.Caller.TrySubmit(call);
        entry.Early.Clear();
        ToNode(new Note("subscribe", actor), () => cluster.Head.Directory.Subscribe(owner.Id, actor));
    }

    public void StateChanged(ActorView view)
    {
        foreach (var entry in _entries)
        {
            if (entry.Caller is { } caller && caller.View.Actor == view.Actor) caller.StateChanged(view);
        }
    }

    public void ProcessLost(ProcessId process)
    {
        foreach (var entry in _entries) entry.Caller?.ProcessLost(process);
    }

    public void Answered(ActorId actor, int incarnation, ulong number, Outcome outcome)
    {
        foreach (var entry in _entries)
        {
            if (entry.Caller is not { } caller || caller.View.Actor != actor || caller.Answered(incarnation, number) is not { } call) continue;
            cluster.Coverage.Add("call ended: " + outcome.Kind);
            call.Result.Commit(outcome);
        }
    }

    public bool TrySend(SimCall call, ProcessId process, int incarnation)
    {
        if (owner.KnownLost.Contains(process)) return false;
        ulong number = call.Number;
        var actor = _byPlan[call.Plan.Actor].Caller!.View.Actor;
        cluster.Network.SendControl(owner.Id, process, new Note("call", call, number), () => cluster.Worker(process).Actors.Arrived(actor, incarnation, number, owner, call));
        return true;
    }

    public void CancelRemote(SimCall call, ProcessId process, int incarnation)
    {
        ulong number = call.Number;
        var actor = _byPlan[call.Plan.Actor].Caller!.View.Actor;
        cluster.Network.SendControl(owner.Id, process, new Note("cancel call", call), () => cluster.Worker(process).Actors.Cancel(actor, incarnation, owner, number));
    }

    public void Fail(SimCall call, CallEnd cause, in ActorView actor)
    {
        bool isRight = cause switch
        {
            CallEnd.Cancelled => call.CancelRequested,
            CallEnd.ActorDied => actor.Phase == ActorPhase.Dead,
            _ => call.RetriesLeft == 0 && actor.Incarnation > 1,
        };
        if (!isRight) throw new SimulationFailure($"{call} failed with {cause} while the actor is {actor}.");
        cluster.Coverage.Add("call ended: " + cause);
        call.Result.Commit(new Outcome(cause == CallEnd.Cancelled ? OutcomeKind.Cancelled : OutcomeKind.Failed));
    }

    private Entry EntryOf(int index)
    {
        if (_byPlan.TryGetValue(index, out var entry)) return entry;
        entry = new Entry();
        _byPlan.Add(index, entry);
        _entries.Add(entry);
        var plan = cluster.ActorPlans[index];
        ActorRegistration registration = new()
        {
            Id = new ActorId(owner.Id, ++_lastActor),
            ClassId = (ulong)index,
            ClassName = $"Class{index}",
            Lease = plan.Need with { Job = owner.Job },
            Owner = owner.Id,
            Name = plan.IsNamed || !plan.Need.CpusOnlyToPlace ? $"actor{index}" : null,
            GetIfExists = true,
            IsDetached = plan.IsDetached,
            MaxRestarts = plan.MaxRestarts,
            Creation = plan,
        };
        if (registration.Name is { } name && cluster.Random.Next(3) == 0)
        {
            entry.IfNotFound = registration;
            ToNode(new Note("find actor", name), () => cluster.Head.Find(owner.Id, index, name));
        }
        else Register(index, registration);
        return entry;
    }

    /// <summary>The head says whether there is one of that name; where there is none, it is made.</summary>
    public void Found(int plan, ActorId? actor)
    {
        var entry = _byPlan[plan];
        if (entry.IfNotFound is not { } registration) return;
        entry.IfNotFound = null;
        if (actor is { } found) Registered(plan, found);
        else Register(plan, registration);
    }

    private void Register(int plan, ActorRegistration registration) => ToNode(new Note("register", registration.Id), () => cluster.Head.Register(owner.Id, (ulong)plan, registration));

    private void ToNode(Note what, Action deliver) => cluster.Network.SendControl(owner.Id, HeadShell.Process, what, deliver);

    private sealed class Entry
    {
        public ActorCaller<SimCall>? Caller { get; set; }

        /// <summary>It looks for one by name.</summary>
        public ActorRegistration? IfNotFound { get; set; }

        public List<SimCall> Early { get; } = [];

        public long Calls { get; set; }
    }
}
