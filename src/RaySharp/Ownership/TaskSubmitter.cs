namespace RaySharp.Ownership;

/// <summary>
/// Decides which task is sent to which leased slot, when to ask for slots and when to give them back, and what becomes of tasks whose worker
/// is lost. Pure: events in, calls on <see cref="ITaskEffects"/> out. Not thread-safe.
/// </summary>
/// <remarks>
/// (1) A task is queued by scheduling key, or sent at once where a lease of that key has room. (2) A key with more work than its leases
/// hold asks for more. (3) A granted lease is filled: about a millisecond of work by the method's measured time, one task where that is unknown.
/// (4) An answer makes room. (5) A lease without work is kept until the node asks for it. (6) What a waiting or slow slot gives back goes to the front
/// of the queue; a slot that is behind and has not answered for a while is asked to. (7) When a process is lost, tasks that had not started go back free of charge; the running one is charged if it was alone, or chosen when memory was
/// short: then it waits before it runs again, each time twice as long.
/// </remarks>
internal sealed partial class TaskSubmitter(ITaskEffects effects, int maxRequests, MemoryRetries memoryRetries)
{
    /// <summary>Work sent ahead to one slot: enough to hide the way there and back, little enough not to hold others up.</summary>
    public const long BudgetNanos = 1_000_000;

    /// <summary>Work that one slot may have before another is woken for it, or is asked to take some of it over: about what a wake-up costs, or a way there and back.</summary>
    public const long WakeNanos = 100_000;

    /// <summary>After so many crashes in company a task runs alone.</summary>
    public const int CrashesBeforeQuarantine = 2;

    private readonly Dictionary<ulong, SchedulingKey> _requests = [];
    private readonly Dictionary<ulong, Lease> _leases = [];
    private readonly HashSet<ProcessId> _lost = [];    // numbers are never given twice
    private ulong _lastRequest;

    public int LeaseCount => _leases.Count;

    public int RequestCount => _requests.Count;

    public Lease? Find(ulong leaseId) => _leases.GetValueOrDefault(leaseId);

    /// <summary>(1) A new task whose arguments are there.</summary>
    public void Submit(PendingTask task)
    {
        var key = task.Key;
        task.State = TaskState.Queued;
        if (key.Queue.Count == 0 && FindRoom(key, task) is { } lease)
        {
            Push(lease, task);
            effects.Flush(lease);
            return;
        }
        key.Queue.AddLast(task);
        AskForLeases(key);
    }

    /// <summary>(4) The task's worker answered. False if the answer is stale and must be ignored.</summary>
    /// <param name="task">Which.</param>
    /// <param name="attempt">Which attempt at it.</param>
    /// <param name="runNanos">How long its method ran; 0: it was not measured.</param>
    public bool Answered(PendingTask task, int attempt, long runNanos)
    {
        if (task.State != TaskState.Pushed || task.Attempt != attempt) return false;
        if (runNanos > 0) task.Profile.Measured(runNanos);
        var lease = task.Lease!;
        task.State = TaskState.Finished;
        lease.Remove(task);
        lease.IsStalled = false;
        lease.HasAnswered = true;
        Fill(lease);
        return true;
    }

    /// <summary>The method itself failed in a way that may be tried again: call instead of <see cref="Answered"/>. False: stale; the task is finished where no retry is left.</summary>
    public bool AnsweredWithRetriableFailure(PendingTask task, int attempt, long runNanos, out bool retried)
    {
        retried = false;
        if (!Answered(task, attempt, runNanos)) return false;
        if (task.CancelRequested || task.RetriesLeft == 0) return true;
        Charge(task);
        retried = true;
        Requeue(task);
        Refill(task.Key);
        return true;
    }

    /// <summary>(6) A slot gave back a task that it had not started.</summary>
    public void GivenBack(Lease lease, IReadOnlyList<(PendingTask Task, int Attempt)> tasks, bool stalled)
    {
        bool asked = lease.IsTakingBack;
        lease.IsTakingBack = false;
        if (lease.IsGone) return;
        lease.IsStalled |= stalled && lease.InFlight > tasks.Count;
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            var (task, attempt) = tasks[i];
            if (task.State != TaskState.Pushed || task.Attempt != attempt || task.Lease != lease) continue;
            lease.Remove(task);
            if (task.CancelRequested) End(task, TaskEnd.Cancelled, null);
            else Requeue(task);
        }
        if (!asked && lease.IsStalled && lease.InFlight > 1) StartTakingBack(lease);    // sent while the slot gave back: they lie there now
        Refill(lease.Key);
        if (!lease.IsGone && lease.InFlight == 0) Fill(lease);
    }

    /// <summary>(6) Time has passed: what lies behind a task that takes longer than was thought comes back. False: nothing lies behind any task.</summary>
    public bool Tick()
    {
        bool anyBehind = false;
        foreach (var lease in _leases.Values)
        {
            if (lease.InFlight < 2) continue;
            anyBehind = true;
            if (!lease.HasAnswered) StartTakingBack(lease);
            lease.HasAnswered = false;
        }
        return anyBehind;
    }

    /// <summary>The task shall not run, or stop. True if it ended at once.</summary>
    public bool Cancel(PendingTask task)
    {
        if (task.State == TaskState.Finished || task.CancelRequested) return false;
        task.CancelRequested = true;
        if (task.State == TaskState.Pushed)
        {
            effects.CancelRemote(task.Lease!, task);
            return false;
        }
        task.State = TaskState.Finished;    // its place in the queue is skipped when its turn comes
        effects.Fail(task, TaskEnd.Cancelled, null);
        return true;
    }

    private static void Requeue(PendingTask task)
    {
        task.State = TaskState.Queued;
        task.Key.Queue.AddFirst(task);
    }

    /// <summary>The slot with the least work; but one that is awake and has next to none goes first: waking another takes longer than what lies there.</summary>
    private static Lease? FindRoom(SchedulingKey key, PendingTask task)
    {
        Lease? best = null;
        foreach (var lease in key.Leases)
        {
            if (!HasRoom(lease, task)) continue;
            if (lease.InFlight > 0 && lease.InFlightNanos + Estimate(task) <= WakeNanos) return lease;
            if (best is null || lease.InFlightNanos < best.InFlightNanos) best = lease;
        }
        return best;
    }

    private static bool HasRoom(Lease lease, PendingTask task)
    {
        if (lease.IsStalled || lease.IsAskedBack || lease.IsTakingBack) return false;
        if (lease.InFlight == 0) return true;
        return Estimate(task) is > 0 and var estimate && lease.InFlightNanos + estimate <= BudgetNanos;
    }

    private static long Estimate(PendingTask task) => task.Profile.AverageNanos;

    private void Push(Lease lease, PendingTask task)
    {
        task.State = TaskState.Pushed;
        task.Attempt++;
        task.EstimatedNanos = Estimate(task) is > 0 and var known ? known : BudgetNanos;
        lease.Add(task);
        effects.Push(lease, task);
    }

    private void Refill(SchedulingKey key)
    {
        foreach (var lease in key.Leases.ToArray())
        {
            if (key.Queue.Count == 0) return;
            Fill(lease);
        }
        AskForLeases(key);
    }

    private void Fill(Lease lease)
    {
        var key = lease.Key;
        bool pushed = false;
        while (key.Queue.Count > 0)
        {
            if (key.Queue.First.State != TaskState.Queued)
            {
                key.Queue.RemoveFirst();
                continue;
            }
            if (!HasRoom(lease, key.Queue.First)) break;
            Push(lease, key.Queue.RemoveFirst());
            pushed = true;
        }
        if (pushed) effects.Flush(lease);
        if (key.Queue.Count > 0) AskForLeases(key);
        else if (key.Requests.Count > 0) CancelRequests(key);
        if (lease.InFlight == 0) Idle(lease);
    }

    private void Idle(Lease lease)
    {
        if (lease.IsAskedBack)
        {
            Return(lease);
            return;
        }
        foreach (var other in lease.Key.Leases)
        {
            if (other.InFlight < 2 || other.IsTakingBack || other.InFlightNanos < WakeNanos) continue;
            StartTakingBack(other);
            return;
        }
    }

    private void StartTakingBack(Lease lease)
    {
        if (lease.IsTakingBack) return;
        lease.IsTakingBack = true;
        effects.TakeBack(lease);
    }
}
