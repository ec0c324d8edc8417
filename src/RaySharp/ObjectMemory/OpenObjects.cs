using RaySharp.Messages;

namespace RaySharp.ObjectMemory;

/// <summary>Which objects of the store this process has open, and which it needs no more.</summary>
/// <remarks>
/// The node keeps one mark for a process and an object, however many look. So looks are counted here, those included that were asked for only;
/// what nobody looks at any more is told in bulk, and not at all if somebody looks again before that.
/// </remarks>
internal sealed class OpenObjects
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectId, int> _looks = [];
    private readonly Dictionary<ulong, (StoredValue Value, int Making)> _asked = [];
    private readonly Dictionary<ObjectId, (long Number, string? MadeAt)> _own = [];      // and where they were made, if that is recorded
    private readonly HashSet<ObjectId> _closing = [];
    private readonly List<(ObjectId Id, long Number)> _deleting = [];
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private readonly MappedExtents _mapped;
    private Dictionary<ObjectId, WeakReference<StoredValue>> _open = [];
    private int _sweepAt = 64;
    private ulong _lastNumber;
    private long _lastOwn;
    private bool _isTelling;
    private Func<Exception>? _closed;
    private long _copiedBytes;

    public OpenObjects(Peers peers, ProcessId node, MessageRouter router, MappedExtents mapped)
    {
        _peers = peers;
        _node = node;
        _mapped = mapped;
        router.On<ObjectOpened>((_, message) => Opened(message));
        router.On<ObjectFreed>((_, message) => Forget(message.Ids));
        router.On<ObjectOpenFailed>((_, message) => Failed(message));
    }

    /// <summary>Objects that something here looks at, or asked to.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _looks.Count;
        }
    }

    /// <summary>The store was short of room: nothing is kept open any more only in case somebody looks again.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Told of a value that is not in the store any more, though somebody here reads it: it is made again, or fails.</summary>
    public Action<StoredValue, string>? Lost { get; set; }

    /// <summary>Told of own objects after the store was told to delete them, with the numbers of their values.</summary>
    public Action<IReadOnlyList<(ObjectId Id, long Number)>>? Deleted { get; set; }

    /// <summary>Bytes of large values that were copied out of the store.</summary>
    public long CopiedBytes => Interlocked.Read(ref _copiedBytes);

    public void CountCopied(long bytes)
    {
        if (bytes > 0) Interlocked.Add(ref _copiedBytes, bytes);
    }

    public void Open(StoredValue value)
    {
        Func<Exception>? closed;
        int making = value.Makings;
        lock (_lock)
        {
            closed = _closed;
            if (closed is null)
            {
                _looks[value.Id] = _looks.GetValueOrDefault(value.Id) + 1;
                _closing.Remove(value.Id);
                _asked.Add(++_lastNumber, (value, making));
                _peers.Send(_node, new ObjectOpen(_lastNumber, value.Id, value.IsArgument));
            }
        }
        if (closed is not null) value.Failed(closed);
    }

    /// <summary>The object was built here, in its place, and may be read there until the look is disposed. Right after it was sealed.</summary>
    public IDisposable Look(ObjectId id)
    {
        lock (_lock)
        {
            _looks[id] = _looks.GetValueOrDefault(id) + 1;
            if (_closed is null) _peers.Send(_node, new ObjectOpen(++_lastNumber, id, IsArgument: false));      // what is answered is known
        }
        return new BuilderLook(this, id);
    }

    /// <summary>One look is over.</summary>
    public void Closed(ObjectId id)
    {
        lock (_lock)
        {
            if (!EndLook(id)) return;
            _closing.Add(id);
            TellSoon();
        }
    }

    /// <summary>This process owns the object: it is in the store until it is deleted.</summary>
    /// <returns>The number of the value that stands for it: only that one can delete it.</returns>
    public long Own(ObjectId id, string? madeAt)
    {
        lock (_lock)
        {
            _own[id] = (++_lastOwn, madeAt);
            return _lastOwn;
        }
    }

    /// <summary>The value that stood for an own object is garbage, whether or not the collector has told: the object is deleted now, and not again later.</summary>
    public void DeleteUnreferenced(ObjectId id)
    {
        lock (_lock)
        {
            if (!_own.Remove(id)) return;
            _deleting.Add((id, 0));
            TellSoon();
        }
    }

    /// <summary>Whether this process owns the object, and has not deleted it.</summary>
    public bool IsOwn(ObjectId id)
    {
        lock (_lock) return _own.ContainsKey(id);
    }

    /// <summary>Where an own object was made; null where that was not recorded.</summary>
    public string? MadeAt(ObjectId id)
    {
        lock (_lock) return _own.GetValueOrDefault(id).MadeAt;
    }

    /// <summary>Its owner needs it no more.</summary>
    public void Delete(ObjectId id, long number)
    {
        lock (_lock)
        {
            if (!_own.TryGetValue(id, out var own) || own.Number != number) return;
            _own.Remove(id);
            _deleting.Add((id, number));
            TellSoon();
        }
    }

    /// <summary>The object did not come to be, as its owner sees it, but whoever was to make it may have stored it.</summary>
    public void Discard(ObjectId id)
    {
        lock (_lock)
        {
            if (_own.ContainsKey(id)) return;
            _deleting.Add((id, 0));
            TellSoon();
        }
    }

    /// <summary>Room is short: what is only kept open in case somebody looks again is let go.</summary>
    public void LetGoUnused()
    {
        Dictionary<ObjectId, WeakReference<StoredValue>> open;
        IsShort = true;
        lock (_lock)
        {
            open = _open;
            _open = [];
        }
        foreach (var weak in open.Values)
        {
            if (weak.TryGetTarget(out var value)) value.Forget();
        }
    }

    /// <summary>What is to be told is told before this returns.</summary>
    public void TellNow()
    {
        (ObjectId Id, long Number)[] deleted;
        lock (_lock)
        {
            _isTelling = false;
            if (_closed is null && _closing.Count > 0) _peers.Send(_node, new ObjectClose([.. _closing]));
            if (_closed is null && _deleting.Count > 0) _peers.Send(_node, new ObjectDelete([.. _deleting.Select(static deleting => deleting.Id)]));
            deleted = [.. _deleting];
            _closing.Clear();
            _deleting.Clear();
        }
        if (deleted.Length > 0) Deleted?.Invoke(deleted);
    }

    public void Close(Func<Exception> reason)
    {
        List<StoredValue> asked;
        lock (_lock)
        {
            _closed = reason;
            asked = [.. _asked.Values.Select(static asked => asked.Value)];
            _asked.Clear();
        }
        foreach (var value in asked) value.Failed(reason);
    }

    private void Forget(ObjectId[] freed)
    {
        List<StoredValue> known = [];
        lock (_lock)
        {
            foreach (var id in freed)
            {
                if (_open.Remove(id, out var weak) && weak.TryGetTarget(out var value)) known.Add(value);
            }
        }
        foreach (var value in known) value.Forget();
    }

    private void Opened(ObjectOpened message)
    {
        StoredValue? value = null;
        lock (_lock)
        {
            if (_asked.Remove(message.Number, out var asked)) value = asked.Value;
        }
        if (value is null) return;
        OpenObject open;
        try
        {
            open = new OpenObject(this, value.Id, _mapped.Get(message.Extent, message.Path, message.Bytes).Share(writable: false), message.Offset, checked((int)message.Length));
        }
        catch (IOException fault)
        {
            Closed(value.Id);
            value.Failed(() => new ObjectLostException($"{value.Id} is in shared memory that this process cannot map: {fault.Message}"));
            return;
        }
        lock (_lock)
        {
            if (_open.Count >= _sweepAt)
            {
                foreach (var (id, weak) in _open)
                {
                    if (!weak.TryGetTarget(out _)) _open.Remove(id);
                }
                _sweepAt = Math.Max(64, 2 * _open.Count);
            }
            _open[value.Id] = new WeakReference<StoredValue>(value);
        }
        value.Opened(open);
    }

    private void Failed(ObjectOpenFailed message)
    {
        (StoredValue Value, int Making) asked;
        lock (_lock)
        {
            if (!_asked.Remove(message.Number, out asked)) return;
            EndLook(asked.Value.Id);
        }
        if (message.IsFull) asked.Value.Failed(() => new ObjectStoreFullException(message.Reason), isPassing: true);
        else if (asked.Value.Makings != asked.Making) return;     // of an earlier copy: the one that is being made is asked for when it is there
        else asked.Value.NotThere(message.Reason);
    }

    private bool EndLook(ObjectId id)
    {
        int left = _looks[id] - 1;
        if (left == 0) _looks.Remove(id);
        else _looks[id] = left;
        return left == 0;
    }

    // Often on the finalizer's thread, and many at a time.
    private void TellSoon()
    {
        if (_isTelling) return;
        _isTelling = true;
        ThreadPool.UnsafeQueueUserWorkItem(static opens => opens.TellNow(), this, preferLocal: false);
    }

    private sealed class BuilderLook(OpenObjects home, ObjectId id) : IDisposable
    {
        public void Dispose() => home.Closed(id);
    }
}
