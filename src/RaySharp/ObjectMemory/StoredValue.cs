using RaySharp.Blocks;
using RaySharp.References;

namespace RaySharp.ObjectMemory;

/// <summary>A value in the store, as a process that knows the object sees it. Kept open after the first look, until room is short.</summary>
internal class StoredValue(OpenObjects opens, ObjectId id, long length) : StoredPayload
{
    private long _length = length;
    private readonly Lock _lock = new();
    private OpenObject? _open;
    private Func<Exception>? _failure;
    private bool _isPassing;
    private List<(ObjectEntry? Entry, IObjectWaiter Waiter)>? _waiters;     // while it is being opened, or made again
    private bool _isBeingRemade;
    private int _makings;       // how often it was lost: what is heard of an earlier copy does not count

    public ObjectId Id => id;

    public override long Length => Volatile.Read(ref _length);

    public override bool IsReadable
    {
        get
        {
            lock (_lock) return _open is not null || _failure is not null;
        }
    }

    /// <summary>Why it cannot be read, if it cannot be for good.</summary>
    public Func<Exception>? Failure
    {
        get
        {
            lock (_lock) return _isPassing ? null : _failure;
        }
    }

    public bool IsBeingRemade
    {
        get
        {
            lock (_lock) return _isBeingRemade;
        }
    }

    /// <summary>Which of its copies the next look is for.</summary>
    public int Makings
    {
        get
        {
            lock (_lock) return _makings;
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
                if (_failure is { } failure)
                {
                    if (_isPassing) _failure = null;
                    throw failure();
                }
                if (_open is { } open)
                {
                    open.AddUse();
                    var memory = new OpenMemory(open);
                    use = memory;
                    return memory.Memory;
                }
            }
            using var opened = new Opening();
            if (TryWait(null, opened)) opened.Wait();
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
            if (isWanted) _open = open;
            waiters = _waiters ?? [];
            _waiters = null;
        }
        if (!isWanted) open.LetGo();
        Tell(waiters);
    }

    /// <summary>It was to be opened, and is not in the store.</summary>
    public virtual void NotThere(string reason)
    {
        if (opens.Lost is { } lost) lost(this, reason);
        else Failed(() => new ObjectLostException(reason));
    }

    /// <summary>Its last copy is gone, and another is being made: who asks from now on waits for that. False: that was known.</summary>
    public bool BeginRemake()
    {
        OpenObject? open;
        lock (_lock)
        {
            if (_isBeingRemade || _failure is not null) return false;
            _isBeingRemade = true;
            _makings++;
            (open, _open) = (_open, null);
        }
        open?.LetGo();
        return true;
    }

    /// <summary>It is in the store again: who waited gets it now.</summary>
    public void Remade(long newLength)
    {
        bool isWanted;
        lock (_lock)
        {
            if (!_isBeingRemade) return;
            _isBeingRemade = false;
            _length = newLength;
            isWanted = _waiters is not null && _open is null;
        }
        if (isWanted) opens.Open(this);
    }

    /// <param name="failure">Makes the exception of each read.</param>
    /// <param name="isPassing">Of one read only: the next asks again.</param>
    public void Failed(Func<Exception> failure, bool isPassing = false)
    {
        List<(ObjectEntry? Entry, IObjectWaiter Waiter)> waiters;
        lock (_lock)
        {
            _failure = failure;
            _isPassing = isPassing;
            _isBeingRemade = false;
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
            if (!isFirst || _isBeingRemade) return true;
        }
        opens.Open(this);
        return true;
    }

    private static void Tell(List<(ObjectEntry? Entry, IObjectWaiter Waiter)> waiters)
    {
        foreach (var (entry, waiter) in waiters) waiter.OnCompleted(entry!);
    }

    /// <summary>A thread that cannot go on without the bytes: rare, since who awaits a reference waits without one.</summary>
    private sealed class Opening : IObjectWaiter, IDisposable
    {
        private readonly ManualResetEventSlim _opened = new(false);

        public bool IsOver => false;

        public void OnCompleted(ObjectEntry entry) => _opened.Set();

        public void Wait() => _opened.Wait();

        public void Dispose() => _opened.Dispose();
    }
}
