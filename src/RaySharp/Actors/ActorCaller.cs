namespace RaySharp.Actors;

/// <summary>
/// One process's calls to one actor: numbers them, sends them in order while the actor lives, keeps them while it does not, and settles what became of
/// those that were under way when it was lost. Pure: events in, calls on <see cref="IActorCallerEffects{TCall}"/> out. Not thread-safe.
/// </summary>
internal sealed class ActorCaller<TCall>(ActorId actor, IActorCallerEffects<TCall> effects, int maxPendingCalls = int.MaxValue) where TCall : PendingCall
{
    private readonly CallWindow<TCall> _sent = new();
    private readonly CallQueue<TCall> _queue = new();
    private ActorView _view = new(actor, ActorPhase.Pending, 0);
    private int _cancelledInQueue;
    private bool _canSend;

    public ActorView View => _view;

    /// <summary>Calls that are neither answered nor failed.</summary>
    public int PendingCount => _sent.Count + _queue.Count - _cancelledInQueue;

    /// <summary>A new call. False: too many are pending, nothing was done.</summary>
    public bool TrySubmit(TCall call)
    {
        if (PendingCount >= maxPendingCalls && _view.Phase != ActorPhase.Dead) return false;
        Submit(call);
        return true;
    }

    /// <summary>A call that was counted as pending before it came here, and needs no place any more.</summary>
    public void Submit(TCall call)
    {
        if (_canSend) Send(call);
        else if (_view.Phase == ActorPhase.Dead) End(call, CallEnd.ActorDied);
        else _queue.AddLast(call);
    }

    /// <summary>The actor answered. Null: the answer is stale and must be ignored.</summary>
    public TCall? Answered(int incarnation, ulong number)
    {
        if (incarnation != _view.Incarnation || _sent.Remove(number) is not { } call) return null;
        call.IsEnded = true;
        return call;
    }

    /// <summary>A call that was sent and is not answered.</summary>
    public TCall? Find(int incarnation, ulong number) => incarnation == _view.Incarnation ? _sent.Find(number) : null;

    /// <summary>Takes all calls that are not ended: the runtime ends.</summary>
    public List<TCall> Drain()
    {
        List<TCall> all = _sent.Drain();
        while (_queue.TryRemoveFirst(out var call))
        {
            if (!call.IsEnded) all.Add(call);
        }
        foreach (var call in all) call.IsEnded = true;
        _cancelledInQueue = 0;
        return all;
    }

    /// <summary>What the directory says.</summary>
    public void StateChanged(in ActorView view)
    {
        if (view.Version <= _view.Version) return;
        bool isOver = view.Incarnation > _view.Incarnation || view.Phase == ActorPhase.Dead;
        _view = view;
        if (isOver) Settle();
        _canSend = view.Phase == ActorPhase.Alive;
        if (view.Phase == ActorPhase.Dead) FailQueue();
        else if (_canSend) SendQueue();
    }

    /// <summary>The process cannot be reached any more. Whether the actor comes back, the directory will say.</summary>
    public void ProcessLost(ProcessId process)
    {
        if (process == _view.Process) _canSend = false;
    }

    /// <summary>The call shall not run, or stop. True if it ended at once.</summary>
    public bool Cancel(TCall call)
    {
        if (call.IsEnded || call.CancelRequested) return false;
        call.CancelRequested = true;
        if (call.Number != 0)
        {
            effects.CancelRemote(call, _view.Process, _view.Incarnation);
            return false;
        }
        _cancelledInQueue++;    // its place in the queue is skipped when its turn comes
        End(call, CallEnd.Cancelled);
        return true;
    }

    private void Send(TCall call)
    {
        _sent.Add(call);
        if (effects.TrySend(call, _view.Process, _view.Incarnation)) return;
        _sent.RemoveNewest();
        call.Number = 0;
        _queue.AddFirst(call);
        _canSend = false;
    }

    private void SendQueue()
    {
        while (_canSend && _queue.TryRemoveFirst(out var call))
        {
            if (call.IsEnded) _cancelledInQueue--;
            else Send(call);
        }
    }

    /// <summary>The incarnation is lost: its calls go back to the front of the queue, or fail where they may not be sent again.</summary>
    private void Settle()
    {
        List<TCall> again = [];
        foreach (var call in _sent.Drain())
        {
            call.Number = 0;
            if (call.CancelRequested) End(call, CallEnd.Cancelled);
            else if (_view.Phase == ActorPhase.Dead) End(call, CallEnd.ActorDied);
            else if (call.RetriesLeft == 0) End(call, CallEnd.ActorUnavailable);
            else again.Add(call);
        }
        for (int i = again.Count - 1; i >= 0; i--)
        {
            if (again[i].RetriesLeft > 0) again[i].RetriesLeft--;
            _queue.AddFirst(again[i]);
        }
    }

    private void FailQueue()
    {
        while (_queue.TryRemoveFirst(out var call))
        {
            if (call.IsEnded) _cancelledInQueue--;
            else End(call, CallEnd.ActorDied);
        }
    }

    private void End(TCall call, CallEnd cause)
    {
        call.IsEnded = true;
        effects.Fail(call, cause, _view);
    }
}
