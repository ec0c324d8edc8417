using Microsoft.Extensions.Logging;
using RaySharp.Messages;
using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>A call that runs in an actor. An actor that waits gives nothing back, since it holds no CPU for its calls; only its creation does.</summary>
internal sealed class CallScope(PushHeader header, ProcessId caller, string name, ActorId actor, ProcessId self, IReadOnlyList<string> gpuIds, ILogger logger, LeaseWaits? waits = null, ulong lease = 0) : WaitScope, ITaskScope, IContextSource
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _lock = new();
    private List<TaskRecord>? _children;
    private TaskContext? _context;
    private ITaskOutput? _output;

    public PushHeader Header { get; } = header;

    public string Name { get; } = name;

    public int Depth => 1;

    public CancellationToken Cancellation => _cancel.Token;

    public RayContext Context => _context ??= new TaskContext(new TaskId(caller, Header.TaskNumber), Name, Header.Attempt, actor, self, gpuIds, _cancel.Token, logger);

    public ref ITaskOutput? Output => ref _output;

    /// <summary>Whether the call is to stop; its token may follow a moment later.</summary>
    public bool IsCancelled { get; private set; }

    public void Cancel(Action<TaskRecord> cancelChild)
    {
        TaskRecord[] children;
        lock (_lock)
        {
            IsCancelled = true;
            children = [.. _children ?? []];
        }
        foreach (var child in children) cancelChild(child);
        _ = _cancel.CancelAsync();      // what users' callbacks throw ends nothing
    }

    public bool TryStart(TaskRecord child)
    {
        lock (_lock)
        {
            if (IsCancelled) return false;
            _children ??= [];
            if (_children.Count >= 256 && (_children.Count & (_children.Count - 1)) == 0) _children.RemoveAll(task => task.State == TaskState.Finished);
            _children.Add(child);
            return true;
        }
    }

    public override void BeginWait() => waits?.TryBegin(lease);

    public override void EndWait(IThreadPoolWorkItem continuation)
    {
        if (waits is not null) waits.End(lease, continuation);
        else ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
    }
}
