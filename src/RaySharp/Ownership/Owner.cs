using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.Placement;
using RaySharp.References;
using RaySharp.Scheduling;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Submits this process's tasks and completes their objects: the shell around <see cref="TaskSubmitter"/>.</summary>
/// <remarks>
/// (1) A stub submits; the task waits until its arguments are there. (2) The submitter pushes it over a leased slot's outlet, or asks the node for a
/// lease. (3) The answer comes to the control inbox, the submitter makes room, the objects are completed. One lock around the submitter; objects are
/// completed outside of it, since those who wait for them may submit.
/// </remarks>
internal sealed partial class Owner : ITaskEffects, IRepeater
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(5);
    private readonly Lock _lock = new();
    private readonly TaskSubmitter _submitter;
    private readonly TaskTable _table = new();
    private readonly TaskKeys _keys;
    private readonly DelayedTasks _delayed;
    private readonly Lock _answersLock = new();      // taken before _lock
    private AnswerBatch<TaskRecord> _answers = new();
    private AnswerBatch<TaskRecord>? _spareAnswers;
    private volatile PlainKey? _lastKey;
    private readonly Dictionary<ulong, bool> _opening = [];     // granted leases that are being connected to: asked back meanwhile?
    private readonly Peers _peers;
    private readonly LeaseRoutes _routes;
    private readonly TaskNumbers _numbers;
    private readonly SlotOutlets _outlets;
    private readonly ArgumentBudget _budget;
    private List<(TaskRecord Task, RemoteFailure Failure)> _ended = [];
    private readonly HashSet<Outlet> _unflushed = [];    // while a batch of answers is counted
    private bool _isAnswering;
    private readonly ITimer _ticks;
    private bool _isTicking;
    private RemoteFailure? _closed;

    public Owner(Peers peers, ProcessId node, TaskNumbers numbers, ObjectService objects, SlotOutlets outlets, MessageRouter router, ArgumentBudget budget, LineageKeeper lineage, int maxRequests, uint job, MemoryRetries memoryRetries, TimeProvider time)
    {
        _peers = peers;
        _routes = new LeaseRoutes(node.Node);
        _numbers = numbers;
        _outlets = outlets;
        _budget = budget;
        Objects = objects;
        Lineage = lineage;
        _submitter = new TaskSubmitter(this, maxRequests, memoryRetries);
        _keys = new TaskKeys(job, memoryRetries.Most);
        _delayed = new DelayedTasks(time, DelayOver);
        _ticks = time.CreateTimer(static owner => ((Owner)owner!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        router.OnFrame(MessageKind.TaskDone, OnDone);
        router.OnDrained(TakeAnswers);
        router.OnFrame(MessageKind.StreamItem, OnStreamItem);
        router.On<LeaseGrant>(static (sender, message) => sender == LeaseId.HostOf(message.Lease) && message.Process.Node == sender.Node, OnGrant);
        router.On<LeaseRefuse>(static sender => sender.IsHost, OnRefuse);
        router.On<LeaseSpill>(static sender => sender.IsHost, OnSpill);
        router.On<LeaseAskBack>(static (sender, message) => sender == LeaseId.HostOf(message.Lease), OnAskBack);
        router.On<TasksGivenBack>(OnGivenBack);
    }

    public ObjectService Objects { get; }

    /// <summary>Whether a task has answered ever.</summary>
    public bool HasAnswers { get; private set; }

    public LineageKeeper Lineage { get; }

    public int UnfinishedTasks
    {
        get
        {
            lock (_lock) return _table.Count;
        }
    }

    /// <summary>(1) Submits a task with one result.</summary>
    public ObjectEntry Submit(in CallSubmission call)
    {
        var id = _numbers.Next();
        var entry = new OwnedEntry(new ObjectId(id, 0), this);
        Start(call, id, entry, null, null);
        return entry;
    }

    /// <summary>(1) Submits a task with several results.</summary>
    public ObjectEntry[] SubmitMany(in CallSubmission call)
    {
        var id = _numbers.Next();
        var entries = new ObjectEntry[call.Returns];
        for (int i = 0; i < entries.Length; i++) entries[i] = new OwnedEntry(new ObjectId(id, (uint)i), this);
        Start(call, id, null, entries, null);
        return entries;
    }

    /// <summary>(1) Submits a task with a stream of results.</summary>
    public ObjectStreamEntry SubmitStream(in CallSubmission call)
    {
        var id = _numbers.Next();
        var stream = new StreamEntry(id, Objects, OnConsumed, entry => Cancel(entry.Record!, force: false, recursive: true));
        Start(call, id, null, null, stream);
        return stream;
    }

    /// <summary>Asks that a task be cancelled.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="force"/> was asked for a task that shares its process.</exception>
    public void Cancel(TaskRecord task, bool force, bool recursive)
    {
        if (force && !task.Key.RunsAlone)
            throw new InvalidOperationException($"'{task.Name}' shares its process with other tasks, so the process cannot be ended for it. Give the task Isolation.Process, or cancel it without force.");
        Decide(() =>
        {
            var rare = task.Rare ??= new TaskExtras();
            bool asksMore = (force && !rare.CancelForce) || (recursive && !rare.CancelRecursive);
            rare.CancelForce |= force;
            rare.CancelRecursive |= recursive;
            if (task.State == TaskState.Finished) return;
            if (task is { CancelRequested: true, State: TaskState.Pushed })
            {
                if (asksMore) ((ITaskEffects)this).CancelRemote(task.Lease!, task);
            }
            else _submitter.Cancel(task);
        });
    }

    /// <summary>A process is gone, and what was sent to it with it.</summary>
    public void ProcessLost(ProcessId process, ProcessFate fate)
    {
        _outlets.Forget(process);
        TakeAnswers();
        Decide(() =>
        {
            if (_closed is null) _submitter.ProcessLost(process, fate, fate.EndedForMemory);    // else it would send again what has failed
        });
    }

    /// <summary>A node is gone: what was asked of it is asked again of the own one. Its processes are told of one by one, by <see cref="ProcessLost"/>.</summary>
    public void NodeLost(uint node) => Decide(() => AskAgain(_routes.NodeLost(node)));

    /// <summary>What was to be sent to a process was not: lease requests are asked again of the own node.</summary>
    public void Unreachable(ProcessId process)
    {
        if (process == ProcessId.HostOf(process.Node)) Decide(() => AskAgain(_routes.Unreachable(process.Node)));
    }

    /// <summary>The runtime ends, or its cluster: whatever is not finished fails, and whatever is submitted from now on.</summary>
    public void Close(RemoteFailure failure)
    {
        _ticks.Dispose();
        List<TaskRecord> left;
        lock (_lock)
        {
            if (_closed is not null) return;
            _closed = failure;
            left = [.. _table.All];
            _delayed.Clear();
            foreach (var task in left) task.State = TaskState.Finished;
        }
        foreach (var task in left) Finish(task, _closed);
    }

    private void Start(in CallSubmission call, TaskId id, OwnedEntry? result, ObjectEntry[]? results, StreamEntry? stream)
    {
        var scope = WaitScope.Current as ITaskScope;
        int depth = scope is null ? 0 : scope.Depth + 1;
        var key = KeyOf(call.Method, call.Options, depth);      // may refuse the options
        byte[] frame = TaskFrames.Build(MessageKind.TaskPush, call, id.Number, depth, call.Options?.Name);
        _budget.Take(call.Options?.Name ?? call.Method.Options.Name ?? call.Method.Identity.Name, frame.Length);
        bool isRare = results is not null || stream is not null || call.Options is not null || call.Splices is not null || call.Carried is not null || call.Cancel.CanBeCanceled;
        var record = new TaskRecord
        {
            Key = key,
            Profile = call.Method.Profile,
            Number = id.Number,
            Method = call.Method,
            Frame = frame,
            RetriesLeft = TaskKeys.MaxRetries(call.Method, call.Options),
            MemoryRetriesLeft = _keys.MaxMemoryRetries(call.Method.Options, call.Options),
            Result = result,
            Rare = isRare ? new TaskExtras { Options = call.Options, Results = results, Stream = stream } : null,
        };
        record.Rare?.Take(call.Splices, call.Carried);
        if (result is not null) result.Task = record;
        if (stream is not null) stream.Record = record;
        if (results is not null)
        {
            foreach (var entry in results) ((OwnedEntry)entry).Task = record;
        }
        Objects.CallSites.Record(result, results, stream);
        if (call.Carried is not null || call.Splices is not null) Objects.Hold(call.Carried, call.Splices);
        if (call.Cancel.CanBeCanceled)
            record.Rare!.Registration = call.Cancel.UnsafeRegister(static state => { var (owner, task) = ((Owner, TaskRecord))state!; owner.Cancel(task, false, true); }, (this, record));
        if (scope?.TryStart(record) == false) Cancel(record, force: false, recursive: true);
        if (call.Splices is null) Ready(record);
        else WaitForArguments(record, call.Splices, TaskFrames.Extras(call.Options?.Name).Length);
    }

    Recipe IRepeater.RecipeOf(IMaker maker) => new TaskRecipe(this, (TaskRecord)maker);

    /// <summary>Runs a task again whose objects were lost. Its arguments are there.</summary>
    public void RunAgain(TaskRecipe recipe, Remake remake, int retriesLeft, IReadOnlyList<ObjectEntry> outputs)
    {
        _budget.Change(0, recipe.Frame.Length);
        var record = new TaskRecord
        {
            Key = recipe.Key,
            Profile = recipe.Method.Profile,
            Number = recipe.Number,
            Method = recipe.Method,
            Frame = recipe.Frame,
            Attempt = recipe.Attempt++,
            RetriesLeft = retriesLeft,
            MemoryRetriesLeft = _keys.MaxMemoryRetries(recipe.Method.Options, recipe.Options),
            Rare = new TaskExtras { Options = recipe.Options, Remake = remake, SplicedContents = recipe.Carried },
        };
        foreach (var output in outputs.OfType<OwnedEntry>()) output.Task = record;
        Ready(record);
    }

    /// <summary>Most tasks are of the same key as the one before: those need no lock to find it.</summary>
    private SchedulingKey KeyOf(RemoteMethod method, TaskOptions? options, int depth)
    {
        var last = _lastKey;
        if (options is null && last is not null && last.Method == method && last.Depth == depth) return last.Key;
        SchedulingKey key;
        lock (_lock) key = _keys.Find(method, options, depth);
        if (options is null) _lastKey = new PlainKey(method, depth, key);
        return key;
    }

    private void WaitForArguments(TaskRecord record, List<(int Offset, ObjectEntry Entry)> splices, int extrasLength) => new DependencyWait(splices, failed =>
    {
        failed?.ObserveFailure();
        byte[] frame = record.Frame;
        var failure = failed is null ? TaskFrames.WhyNotSplice(record.Name, frame, splices) : FailureBytes.ToFailure(failed.Failure!());
        lock (_lock)
        {
            if (record.State == TaskState.Finished) return;     // cancelled meanwhile
            if (failure is not null) record.State = TaskState.Finished;
        }
        if (failure is not null)
        {
            Finish(record, failure);
            return;
        }
        byte[] spliced = TaskFrames.Splice(frame, splices, extrasLength);
        lock (_lock)
        {
            if (record.State == TaskState.Finished) return;
            _budget.Change(frame.Length, spliced.Length);
            record.Frame = spliced;
            record.Rare!.SplicedContents = [.. splices.SelectMany(splice => (splice.Entry as TrackedEntry)?.Contents ?? [])];
        }
        Ready(record);
    }).Start();

    private void Ready(TaskRecord record)
    {
        RemoteFailure? closed;
        lock (_lock)
        {
            if (record.State == TaskState.Finished) return;     // cancelled meanwhile
            closed = _closed;
            if (closed is null)
            {
                _table.Add(record);
                _submitter.Submit(record);
            }
            else record.State = TaskState.Finished;
        }
        if (closed is not null) Finish(record, closed);
        CompleteEnded();
    }

    private void DelayOver(PendingTask task) => Decide(() =>
    {
        _delayed.Remove(task);
        if (_closed is null) _submitter.DelayOver(task);
    });

    /// <summary>Runs only while a slot has tasks waiting behind the one that runs.</summary>
    private void Tick() => Decide(() =>
    {
        _isTicking = _submitter.Tick();
        if (_isTicking) _ticks.Change(_tick, Timeout.InfiniteTimeSpan);
    });

    /// <summary>Runs one event of the submitter, then completes what ended by it.</summary>
    private void Decide(Action decide)
    {
        lock (_lock) decide();
        CompleteEnded();
    }

    private void CompleteEnded()
    {
        if (_ended.Count == 0) return;
        List<(TaskRecord Task, RemoteFailure Failure)> ended;
        lock (_lock)
        {
            ended = _ended;
            _ended = [];
            foreach (var (task, _) in ended) _table.Remove(task);
        }
        foreach (var (task, failure) in ended) Finish(task, failure);
    }

    /// <summary>The task ends without a result.</summary>
    private void Finish(TaskRecord task, RemoteFailure failure)
    {
        Outcome.Fail(task, failure, Objects, mayBeStored: task.Attempt > 0);
        LetGo(task);
    }

    /// <summary>The task has ended, however it did: what it held is let go, once.</summary>
    /// <param name="task">Which.</param>
    /// <param name="isReturned">Its part of the budget was given back before its result was known: who hears of that may submit the next.</param>
    private void LetGo(TaskRecord task, bool isReturned = false)
    {
        if (task.TakeFrame() is not { } frame) return;
        if (!isReturned) _budget.Return(frame.Length);
        task.Rare?.LetGo(Objects);
    }

    private sealed record PlainKey(RemoteMethod Method, int Depth, SchedulingKey Key);
}
