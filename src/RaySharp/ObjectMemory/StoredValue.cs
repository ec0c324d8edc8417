using RaySharp.Blocks;
using RaySharp.References;

namespace RaySharp.ObjectMemory;

/// <summary>A value in the store, as a process that knows the object sees it. Kept open after the first look, until room is short.</summary>
internal class StoredValue(OpenObjects opens, ObjectId id, long length, uint[] nodes) : StoredPayload
{
    private readonly Lock _lock = new();
    private long _length = length;
    private OpenObject? _open;
    private Func<Exception>? _failure;
    private bool _isPassing;
    private bool _hasAskedOwner;
    private int _makings;       // how often it had been made again when its owner was last asked
    private List<(ObjectEntry? Entry, IObjectWaiter Waiter)>? _waiters;     // while it is being opened, or made again

    public ObjectId Id => id;

    public override long Length => Volatile.Read(ref _length);

    public override uint[] Nodes { get; set; } = nodes;

    public override bool IsReadable
    {
        get
        {
            lock (_lock) return _open is not null || _failure is not null;
        }
    }

    protected OpenObjects Opens => opens;

    public override bool IsArgument { get; set; }

    public override bool TryOpen(ObjectEntry entry, IObjectWaiter waiter) => TryWait(entry, waiter);

    public override ReadOnlyMemory<byte> Read(out IUseCounted use)
    {
        while (true)
        {
            lock (_lock)
            {
                ThrowIfUnreadable();
                if (_open is { } open)
                {
                    open.AddUse();
                    var memory = new OpenMemory(open);
                    use = memory;
                    return memory.Memory;
                }
            }
            var opened = new Opening();
            if (TryWait(null, opened)) BlockedThread.Until(opened.Task);
        }
    }

    public override void ThrowIfUnreadable()
    {
        lock (_lock)
        {
            if (_failure is not { } failure) return;
            if (_isPassing) _failure = null;
            throw failure();
        }
    }

    public override void EndRead(IUseCounted use)
    {
        use.RemoveUse();
        if (opens.IsShort) Forget();
    }

    public override void CountCopied(long bytes) => opens.CountCopied(bytes);

    public override void LetGo() => Forget();

    /// <summary>It is opened again when somebody looks again.</summary>
    public void Forget()
    {
        OpenObject? open;
        lock (_lock) (open, _open) = (_open, null);
        open?.LetGo();
    }

    public void Opened(OpenObject open)
    {
        List<(ObjectEntry? Entry, IObjectWaiter Waiter)> waiters;
        bool isWanted;
        lock (_lock)
        {
            isWanted = _failure is null;
            _hasAskedOwner = false;
            if (isWanted) _open = open;
            waiters = _waiters ?? [];
            _waiters = null;
        }
        if (!isWanted) open.LetGo();
        Tell(waiters);
    }

    /// <summary>No copy was found. Whether the owner may be asked for others: once, until one is found, and once more each time that it was made again.</summary>
    /// <param name="isNews">Whether nodes are known that have none: the owner sends nobody there again before it knows better, so it may be asked each time.</param>
    public bool MayAskOwner(bool isNews)
    {
        lock (_lock) return isNews || (!_hasAskedOwner && (_hasAskedOwner = true));
    }

    /// <summary>The owner knows of copies.</summary>
    public void Found(CopiesAnswer copies)
    {
        Nodes = copies.Nodes;
        lock (_lock)
        {
            _length = copies.Length;
            if (copies.Makings > _makings) _hasAskedOwner = false;
            _makings = copies.Makings;
        }
    }

    /// <summary>It was made again, and may have another length.</summary>
    public void Remade(long newLength) => Volatile.Write(ref _length, newLength);

    /// <param name="failure">Makes the exception of each read.</param>
    /// <param name="isPassing">Of one read only: the next asks again.</param>
    public void Failed(Func<Exception> failure, bool isPassing = false)
    {
        List<(ObjectEntry? Entry, IObjectWaiter Waiter)> waiters;
        lock (_lock)
        {
            if (_failure is null || _isPassing) (_failure, _isPassing) = (failure, isPassing);     // who was told why it is lost hears no other reason later
            waiters = _waiters ?? [];
            _waiters = null;
        }
        Tell(waiters);
    }

    private bool TryWait(ObjectEntry? entry, IObjectWaiter waiter)
    {
        lock (_lock)
        {
            if (_open is not null || _failure is not null) return false;
            bool isFirst = _waiters is null;
            (_waiters ??= []).Add((entry, waiter));
            if (!isFirst) return true;
        }
        opens.Open(this);
        return true;
    }

    private static void Tell(List<(ObjectEntry? Entry, IObjectWaiter Waiter)> waiters)
    {
        foreach (var (entry, waiter) in waiters) waiter.OnCompleted(entry!);
    }

    /// <summary>A thread that cannot go on without the bytes: rare, since who awaits a reference waits without one.</summary>
    private sealed class Opening() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IObjectWaiter
    {
        public bool IsOver => false;

        public void OnCompleted(ObjectEntry entry) => TrySetResult();
    }
}
