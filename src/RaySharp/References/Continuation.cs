namespace RaySharp.References;

/// <summary>Code that goes on when an object is there: where its await says (synchronization context, task scheduler), else on the thread pool's global queue (fair to all callers).</summary>
internal sealed class Continuation : IObjectWaiter, IThreadPoolWorkItem
{
    private readonly Action _action;
    private readonly WaitScope? _scope;
    private readonly ExecutionContext? _flow;
    private readonly object? _place;    // SynchronizationContext, TaskScheduler, or null for the pool

    private Continuation(Action action, WaitScope? scope, ExecutionContext? flow)
    {
        _action = action;
        _scope = scope;
        _flow = flow;
        _place = Place();
    }

    public static void Await(ObjectEntry entry, Action action, bool flowContext)
    {
        if (entry.IsCompleted && entry.Stored is { } stored) stored.IsArgument = false;
        var scope = WaitScope.Current;
        var continuation = new Continuation(action, scope, flowContext ? ExecutionContext.Capture() : null);
        scope?.BeginWait();
        if (!entry.TryWait(continuation)) continuation.OnCompleted(entry);
    }

    public void OnCompleted(ObjectEntry entry)
    {
        if (entry.TryOpenFor(this)) return;
        if (_scope is null) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else _scope.EndWait(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_place is null) Run();
        else if (_place is SynchronizationContext context) context.Post(static state => ((Continuation)state!).Run(), this);
        else Task.Factory.StartNew(static state => ((Continuation)state!).Run(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)_place);
    }

    // What awaiting a Task would choose: the base class of SynchronizationContext and the default scheduler both mean the pool.
    private static object? Place()
    {
        if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext)) return context;
        return TaskScheduler.Current is var scheduler && scheduler != TaskScheduler.Default ? scheduler : null;
    }

    private void Run()
    {
        if (_flow is null) _action();
        else ExecutionContext.Run(_flow, static action => ((Action)action!)(), _action);
    }
}
