using RaySharp.Texts;

namespace RaySharp.Actors;

/// <summary>
/// Which actors there are, where they live and by what names they are found. Ray's GCS actor manager. Pure: events in, calls on
/// <see cref="IActorDirectoryEffects"/> out. Not thread-safe. Every event may come twice or late.
/// </summary>
/// <remarks>
/// (1) A registered actor asks for a lease. (2) On the granted slot it is created. (3) Created, it is alive: subscribers are told where. (4) When its
/// process is lost it begins again at (1), while restarts are left. (5) Dead actors are remembered, so that whoever asks late hears why. (6) What a job
/// runs ends with its driver, or with the last detached actor that outlives it.
/// </remarks>
internal sealed class ActorDirectory(IActorDirectoryEffects effects, int mostDead = 10_000)
{
    private readonly Dictionary<ActorId, ActorRecord> _actors = [];
    private readonly List<ActorRecord> _living = [];
    private readonly Dictionary<ProcessId, List<ActorRecord>> _byProcess = [];
    private readonly Dictionary<(ActorId Actor, int Incarnation), (ProcessId Process, ulong Lease)> _stopping = [];
    private readonly HashSet<ProcessId> _lost = [];    // numbers are never given twice
    private readonly Queue<ActorId> _dead = new();
    private readonly ActorNames _names = new();
    private readonly HashSet<uint> _endedJobs = [];    // numbers are never given twice

    public int LivingCount => _living.Count;

    public int NameCount => _names.Count;

    public int StoppingCount => _stopping.Count;

    public ActorView? Find(ActorId actor) => _actors.GetValueOrDefault(actor)?.View;

    /// <summary>The living actor of that name.</summary>
    public ActorRegistration? Find(string @namespace, string name) => _names.Find(@namespace, name)?.Registration;

    /// <summary>Where an incarnation was created, or is ended; none: nowhere (any more).</summary>
    public ProcessId ProcessOf(ActorId actor, int incarnation) => Current(actor, incarnation)?.Process ?? _stopping.GetValueOrDefault((actor, incarnation)).Process;

    /// <summary>Whether that process is known to be gone.</summary>
    public bool IsLost(ProcessId process) => _lost.Contains(process);

    /// <summary>(1)</summary>
    public void RegisterActor(ProcessId caller, ulong request, ActorRegistration registration)
    {
        if (_actors.ContainsKey(registration.Id))
        {
            effects.Registered(caller, request, registration.Id);
            return;
        }
        if (!registration.IsDetached && _lost.Contains(registration.Owner))
        {
            effects.RegistrationRefused(caller, request, $"The owner of {registration.Id}, process {registration.Owner}, is gone.");
            return;
        }
        if (_names.Find(registration.Namespace, registration.Name) is { } existing)
        {
            if (ActorNames.WhyNot(registration, existing.Registration) is { } reason) effects.RegistrationRefused(caller, request, reason);
            else effects.Registered(caller, request, existing.Id);
            return;
        }
        ActorRecord record = new(registration);
        _actors.Add(record.Id, record);
        _living.Add(record);
        _names.Add(record);
        effects.Registered(caller, request, record.Id);
        effects.RequestActorLease(record.Id, record.Incarnation, registration.Lease);
    }

    /// <summary>(2)</summary>
    public void LeaseGranted(ActorId actor, int incarnation, ulong lease, ProcessId process)
    {
        if (Awaiting(actor, incarnation) is not { } record)
        {
            if (_actors.GetValueOrDefault(actor) is not { } known || known.Lease != lease) ReturnUnused(actor, incarnation, lease);
            return;
        }
        if (_lost.Contains(process))    // nothing ran there: no restart is spent
        {
            effects.RequestActorLease(actor, ++record.Incarnation, record.Registration.Lease);
            return;
        }
        record.Lease = lease;
        record.Process = process;
        if (!_byProcess.TryGetValue(process, out var there)) _byProcess.Add(process, there = []);
        there.Add(record);
        effects.CreateOn(process, lease, record.Registration, incarnation);
    }

    public void LeaseRefused(ActorId actor, int incarnation, string reason)
    {
        if (Awaiting(actor, incarnation) is { } record) Die(record, reason, null);
    }

    /// <summary>(3)</summary>
    public void CreationSucceeded(ActorId actor, int incarnation, uint inbox)
    {
        if (Current(actor, incarnation) is not { } record || record.Lease == 0 || record.Phase == ActorPhase.Alive) return;
        record.Phase = ActorPhase.Alive;
        record.Inbox = inbox;
        record.Reason = null;
        effects.ActorPlaced(record.Lease);
        Publish(record);
    }

    /// <summary>The constructor threw: it would throw again, so it is not tried again.</summary>
    public void CreationFailed(ActorId actor, int incarnation, string reason, object? error)
    {
        if (Current(actor, incarnation) is not { } record || record.Lease == 0 || record.Phase == ActorPhase.Alive) return;
        LeaveEmpty(record);
        Die(record, reason, error);
    }

    /// <summary>The actor ended itself.</summary>
    public void ActorExited(ActorId actor, int incarnation)
    {
        if (Current(actor, incarnation) is not { } record || record.Lease == 0) return;
        LeaveEmpty(record);
        Die(record, "it ended itself", null);
    }

    /// <summary>The slot of an actor that was to stop is empty.</summary>
    public void ActorStopped(ActorId actor, int incarnation)
    {
        if (_stopping.Remove((actor, incarnation), out var left)) effects.ReturnLease(left.Lease);
    }

    /// <summary>(4) A process is gone: the actors in it, and those it owned.</summary>
    public void ProcessLost(ProcessId process, string reason)
    {
        if (!_lost.Add(process)) return;
        foreach (var key in _stopping.Where(entry => entry.Value.Process == process).Select(entry => entry.Key).ToArray()) _stopping.Remove(key);
        if (_byProcess.Remove(process, out var there))
        {
            foreach (var record in there) Restart(record, reason);
        }
        foreach (var record in _living.Where(record => record.Registration.Owner == process && !record.Registration.IsDetached).ToArray())
            EndAndDie(record, $"its owner, process {process}, is gone");
    }

    /// <summary>(6) The job's driver is gone, and so are the actors that it owned.</summary>
    public void JobEnded(uint job)
    {
        if (_endedJobs.Add(job)) EndIfOver(job);
    }

    /// <summary>Somebody wants it to end. Without <paramref name="noRestart"/> only this incarnation ends, and it begins again where restarts are left.</summary>
    public void KillActor(ActorId actor, int incarnation, bool noRestart)
    {
        if (Living(actor) is not { } record) return;
        if (noRestart)
        {
            EndAndDie(record, "it was killed");
            return;
        }
        if (record.Incarnation != incarnation || record.Lease == 0) return;    // over, or not begun
        Stop(record);
        Restart(record, "it was killed");
    }

    /// <summary>No process holds the actor any more, and no call is unanswered.</summary>
    public void HandleCountZero(ActorId actor)
    {
        if (Living(actor) is { Registration.IsDetached: false } record) EndAndDie(record, "its last handle is gone", mayDispose: true);
    }

    /// <summary>The process hears of every change from now on, and at once how things stand.</summary>
    public void Subscribe(ProcessId process, ActorId actor)
    {
        if (!_actors.TryGetValue(actor, out var record))
        {
            effects.PublishState(process, new ActorView(actor, ActorPhase.Dead, 0, Reason: "no such actor is known; it may have ended long ago"));
            return;
        }
        if (record.Phase != ActorPhase.Dead && !record.Subscribers.Contains(process)) record.Subscribers.Add(process);
        effects.PublishState(process, record.View);
    }

    public void Unsubscribe(ProcessId process, ActorId actor) => _actors.GetValueOrDefault(actor)?.Subscribers.Remove(process);

    private ActorRecord? Living(ActorId actor) => _actors.GetValueOrDefault(actor) is { Phase: not ActorPhase.Dead } record ? record : null;

    private ActorRecord? Current(ActorId actor, int incarnation) => Living(actor) is { } record && record.Incarnation == incarnation ? record : null;

    private ActorRecord? Awaiting(ActorId actor, int incarnation) => Current(actor, incarnation) is { Lease: 0 } record ? record : null;

    /// <summary>The incarnation is over and holds nothing any more.</summary>
    private void Restart(ActorRecord record, string reason)
    {
        record.Lease = 0;
        record.Process = ProcessId.None;
        if (record.RestartsLeft == 0)
        {
            string restarts = record.Registration.MaxRestarts == 0 ? "MaxRestarts is 0" : $"MaxRestarts allows {CountText.Of(record.Registration.MaxRestarts, "restart")} and no more";
            Die(record, $"{reason}; {restarts}", null);
            return;
        }
        if (record.RestartsLeft > 0) record.RestartsLeft--;
        record.Phase = ActorPhase.Restarting;
        record.Reason = reason;
        record.Incarnation++;
        Publish(record);
        effects.RequestActorLease(record.Id, record.Incarnation, record.Registration.Lease);
    }

    private void EndAndDie(ActorRecord record, string reason, bool mayDispose = false)
    {
        if (record.Lease == 0) effects.CancelActorLease(record.Id, record.Incarnation);
        else Stop(record, mayDispose);
        Die(record, reason, null);
    }

    /// <summary>The slot is empty already.</summary>
    private void LeaveEmpty(ActorRecord record)
    {
        _byProcess.GetValueOrDefault(record.Process)?.Remove(record);
        effects.ReturnLease(record.Lease);
    }

    /// <param name="record">The actor.</param>
    /// <param name="mayDispose">Nobody is in a hurry: it may end in its own way before its process does.</param>
    private void Stop(ActorRecord record, bool mayDispose = false)
    {
        if (record.Registration.Lease.RunsAlone && !mayDispose)
        {
            LeaveEmpty(record);
            return;
        }
        _byProcess.GetValueOrDefault(record.Process)?.Remove(record);
        _stopping.Add((record.Id, record.Incarnation), (record.Process, record.Lease));
        effects.StopActor(record.Process, record.Id, record.Incarnation);
    }

    /// <summary>(5)</summary>
    private void Die(ActorRecord record, string reason, object? error)
    {
        record.Phase = ActorPhase.Dead;
        record.Lease = 0;
        record.Process = ProcessId.None;
        record.Reason = reason;
        record.Error = error;
        _living.Remove(record);
        _names.Remove(record);
        Publish(record);
        record.Subscribers.Clear();
        record.ForgetCreation();
        _dead.Enqueue(record.Id);
        if (_dead.Count > mostDead) _actors.Remove(_dead.Dequeue());
        if (record.Registration.IsDetached) EndIfOver(record.Registration.Lease.Job);
    }

    /// <summary>(6) Actors that are owned go with their owners' processes.</summary>
    private void EndIfOver(uint job)
    {
        if (_endedJobs.Contains(job) && !_living.Exists(actor => actor.Registration.IsDetached && actor.Registration.Lease.Job == job)) effects.JobOver(job);
    }

    /// <summary>A slot for an incarnation that is over. One that is being stopped is returned when it is empty.</summary>
    private void ReturnUnused(ActorId actor, int incarnation, ulong lease)
    {
        if (!_stopping.TryGetValue((actor, incarnation), out var left) || left.Lease != lease) effects.ReturnLease(lease);
    }

    private void Publish(ActorRecord record)
    {
        record.Subscribers.RemoveAll(_lost.Contains);
        foreach (var subscriber in record.Subscribers) effects.PublishState(subscriber, record.View);
    }
}
