using Microsoft.Extensions.Logging;
using RaySharp.Messages;
using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>The task that runs in a slot. One object for the slot's whole life, so that a task costs no allocation; safe from any thread.</summary>
internal sealed class SlotScope(Peers peers, ProcessId node, ProcessId self, IReadOnlyList<string> gpuIds, ILogger logger, Lock gate, Action giveBack) : WaitScope, ITaskScope, IContextSource
{
    private readonly LeaseWaits _waits = new(peers, node);
    private readonly List<TaskRecord> _children = [];
    private CancellationTokenSource _cancel = new();
    private PushHeader _header;
    private ProcessId _owner;
    private string _name = "";
    private TaskContext? _context;
    private ITaskOutput? _output;
    private bool _isBusy;
    private bool _isCancelled;
    private bool _areChildrenCancelled;

    public int Depth => _header.Depth;

    public CancellationToken Cancellation => _cancel.Token;

    public ulong Lease => _header.Lease;

    public string Name => _name;

    public RayContext Context => _context ??= new TaskContext(new TaskId(_owner, _header.TaskNumber), _name, _header.Attempt, null, self, gpuIds, _cancel.Token, logger);

    public ref ITaskOutput? Output => ref _output;

    public void Begin(in PushHeader header, ProcessId owner, string name)
    {
        lock (gate)
        {
            _header = header;
            _owner = owner;
            _name = name;
            _context = null;
            _isBusy = true;
        }
    }

    public void End()
    {
        _output?.TaskEnded();
        lock (gate)
        {
            _isBusy = false;
            if (_children.Count > 0) _children.Clear();
            if (_isCancelled || !_cancel.TryReset()) _cancel = new CancellationTokenSource();    // one that is about to be cancelled must not reach the next task
            _isCancelled = _areChildrenCancelled = false;
        }
    }

    /// <summary>Cancels the task if it is this one; false if it is another or none.</summary>
    public bool TryCancel(ProcessId owner, ulong handle, int attempt, bool recursive, Action<TaskRecord> cancelChild)
    {
        CancellationTokenSource cancel;
        TaskRecord[] children;
        lock (gate)
        {
            if (!_isBusy || _owner != owner || _header.Handle != handle || _header.Attempt != attempt) return false;
            _isCancelled = true;
            _areChildrenCancelled |= recursive;
            cancel = _cancel;
            children = recursive ? [.. _children] : [];
        }
        foreach (var child in children) cancelChild(child);
        _ = cancel.CancelAsync();       // what users' callbacks throw ends nothing
        return true;
    }

    public bool IsBusy
    {
        get
        {
            lock (gate) return _isBusy;
        }
    }

    public void CancelCurrent()
    {
        lock (gate)
        {
            if (!_isBusy) return;
            _isCancelled = true;
            _ = _cancel.CancelAsync();
        }
    }

    /// <summary>Whether the task is to stop; its token may follow a moment later.</summary>
    public bool IsCancelled
    {
        get
        {
            lock (gate) return _isCancelled;
        }
    }

    public bool TryStart(TaskRecord child)
    {
        lock (gate)
        {
            if (_areChildrenCancelled) return false;
            if (_children.Count >= 256 && (_children.Count & (_children.Count - 1)) == 0) _children.RemoveAll(task => task.State == TaskState.Finished);
            _children.Add(child);
            return true;
        }
    }

    public override void BeginWait()
    {
        if (_waits.TryBegin(Lease)) giveBack();
    }

    public override void EndWait(IThreadPoolWorkItem continuation) => _waits.End(Lease, continuation);

    public void Resume(ulong wait) => _waits.Resume(wait);
}
