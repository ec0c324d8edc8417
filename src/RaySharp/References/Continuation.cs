namespace RaySharp.References;

/// <summary>Code that goes on when an object is there: on the captured synchronization context, else on the thread pool's global queue (fair to all callers).</summary>
internal sealed class Continuation : IObjectWaiter, IThreadPoolWorkItem
{
    private readonly Action _action;
    private readonly WaitScope? _scope;
    private readonly ExecutionContext? _flow;
    private readonly SynchronizationContext? _synchronization;

    private Continuation(Action action, WaitScope? scope, ExecutionContext? flow)
    {
        _action = action;
        _scope = scope;
        _flow = flow;
        _synchronization = SynchronizationContext.Current;
    }

    public static void Await(ObjectEntry entry, Action action, bool flowContext)
    {
        var scope = WaitScope.Current;
        var continuation = new Continuation(action, scope, flowContext ? ExecutionContext.Capture() : null);
        scope?.BeginWait();
        if (!entry.TryWait(continuation)) continuation.OnCompleted(entry);
    }

    public void OnCompleted(ObjectEntry entry)
    {
        if (_scope is null) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else _scope.EndWait(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_synchronization is null) Run();
        else _synchronization.Post(static state => ((Continuation)state!).Run(), this);
    }

    private void Run()
    {
        if (_flow is null) _action();
        else ExecutionContext.Run(_flow, static action => ((Action)action!)(), _action);
    }
}
