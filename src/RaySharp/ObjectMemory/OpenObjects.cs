using RaySharp.Messages;

namespace RaySharp.ObjectMemory;

/// <summary>Which objects of the store this process has open, and which it needs no more.</summary>
/// <remarks>
/// The node keeps one mark for a process and an object, however many look. So looks are counted here, those included that were asked for only;
/// what nobody looks at any more is told in bulk, and not at all if somebody looks again before that.
/// </remarks>
internal sealed partial class OpenObjects
{
    /// <summary>For so long after the store was short of room: longer than from one round of collecting to the next.</summary>
    public static readonly TimeSpan ShortTime = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectId, int> _looks = [];
    private readonly Dictionary<ulong, StoredValue> _asked = [];
    private readonly HashSet<ObjectId> _closing = [];
    private readonly DeletionFence _fence;
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private readonly MappedExtents _mapped;
    private readonly TimeProvider _time;
    private Dictionary<ObjectId, WeakReference<StoredValue>> _open = [];
    private int _sweepAt = 64;
    private ulong _lastNumber;
    private bool _isTelling;
    private Func<Exception>? _closed;
    private long _copiedBytes;
    private long _lastShort;    // 0: never

    public OpenObjects(Peers peers, ProcessId node, MessageRouter router, MappedExtents mapped, TimeProvider time)
    {
        _time = time;
        _peers = peers;
        _node = node;
        _mapped = mapped;
        CopyMessages messages = new(peers);
        Copies = new ObjectCopies(messages);
        _fence = new DeletionFence(messages);
        CopyMessages.Listen(router, Copies, _fence);
        Nodes = () => [node.Node];
        router.On<ObjectOpened>(IsNode, (_, message) => Opened(message));
        router.On<ObjectFreed>(IsNode, (_, message) => Forget(message.Ids));
        router.On<ObjectOpenFailed>(IsNode, (_, message) => Failed(message));

        bool IsNode(ProcessId sender) => sender == node;
    }

    /// <summary>Where objects are.</summary>
    public ObjectCopies Copies { get; }

    /// <summary>The nodes that may have something of this process.</summary>
    public Func<IReadOnlyList<uint>> Nodes { get; set; }

    /// <summary>Objects that something here looks at, or asked to.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _looks.Count;
        }
    }

    /// <summary>The store was short of room a moment ago: nothing is kept open only in case somebody looks again.</summary>
    public bool IsShort => Volatile.Read(ref _lastShort) is not 0 and var last && _time.GetElapsedTime(last) < ShortTime;

    /// <summary>Bytes of large values that were copied out of the store.</summary>
    public long CopiedBytes => Interlocked.Read(ref _copiedBytes);

    public void CountCopied(long bytes)
    {
        if (bytes > 0) Interlocked.Add(ref _copiedBytes, bytes);
    }

    public void Open(StoredValue value)
    {
        Func<Exception>? closed;
        lock (_lock)
        {
            closed = _closed;
            if (closed is null)
            {
                _looks[value.Id] = _looks.GetValueOrDefault(value.Id) + 1;
                _closing.Remove(value.Id);
                _asked.Add(++_lastNumber, value);
                _peers.Send(_node, new ObjectOpen(_lastNumber, value.Id, value.IsArgument, value.Length, Elsewhere(value)));
            }
        }
        if (closed is not null) value.Failed(closed);
    }

    /// <summary>The object was built here, in its place, and may be read there until the look is disposed. Right before it is sealed, which tells the node.</summary>
    public IDisposable LookAtSealed(ObjectId id)
    {
        lock (_lock)
        {
            _looks[id] = _looks.GetValueOrDefault(id) + 1;
            _closing.Remove(id);
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

    /// <summary>Room is short: what is only kept open in case somebody looks again is let go.</summary>
    public void LetGoUnused()
    {
        Dictionary<ObjectId, WeakReference<StoredValue>> open;
        Volatile.Write(ref _lastShort, _time.GetTimestamp());
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
            foreach (var (node, ids) in _deleting)
            {
                if (_closed is null) _peers.Send(ProcessId.HostOf(node), new ObjectDelete([.. ids]));
            }
            deleted = [.. _deleted];
            _deleted.Clear();
            _closing.Clear();
            _deleting.Clear();
        }
        if (deleted.Length > 0) Deleted?.Invoke(deleted);
    }

    /// <summary>A node is gone.</summary>
    public void NodeLost(uint node, string reason)
    {
        Copies.NodeLost(node, reason);
        _fence.NodeLost(node);
    }

    /// <summary>A process cannot be connected to.</summary>
    public void Unreachable(ProcessId process)
    {
        if (process == ProcessId.HostOf(process.Node)) _fence.Unreachable(process.Node);
    }

    public void Close(Func<Exception> reason)
    {
        List<StoredValue> asked;
        lock (_lock)
        {
            _closed = reason;
            asked = [.. _asked.Values];
            _asked.Clear();
        }
        foreach (var value in asked) value.Failed(reason);
        Copies.Close();
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
        StoredValue? value;
        lock (_lock) _asked.Remove(message.Number, out value);
        if (value is null) return;
        OpenObject open;
        try
        {
            open = Map(value.Id, message);
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

    /// <exception cref="IOException">The extent cannot be mapped, or the object is not within it.</exception>
    private OpenObject Map(ObjectId id, ObjectOpened message)
    {
        var mapping = _mapped.Get(message.Extent, message.Path, message.Bytes).Share(writable: false);
        if (message.Length is >= 0 and <= int.MaxValue && message.Offset >= 0 && message.Offset <= mapping.Length - message.Length)
            return new OpenObject(this, id, mapping, message.Offset, (int)message.Length);
        string found = $"the node says that its {message.Length} bytes are at {message.Offset} of extent {message.Extent}, which has {mapping.Length}. Are all processes of one version?";
        mapping.Release();
        throw new IOException(found);
    }

    private void Failed(ObjectOpenFailed message)
    {
        StoredValue? value;
        lock (_lock)
        {
            if (!_asked.Remove(message.Number, out value)) return;
            if (EndLook(value.Id))
            {
                _closing.Add(value.Id);      // an earlier look may have been answered, and ended while this one was still asked for
                TellSoon();
            }
        }
        if (message.IsFull) value.Failed(() => new ObjectStoreFullException(message.Reason), isPassing: true);
        else if (!value.MayAskOwner(isNews: message.Without is not [])) value.Failed(() => new ObjectLostException(message.Reason));
        else AskOwner(value, message);
    }

    /// <summary>The owner knows whether there are other copies, or will be.</summary>
    private void AskOwner(StoredValue value, ObjectOpenFailed message) => Copies.Ask(value.Id, message.Without, message.Reason, copies =>
    {
        if (copies.Failure is { } failure)
        {
            value.Failed(failure);
            return;
        }
        value.Found(copies);
        Open(value);
    });

    /// <summary>Where the node can get it, if it has no copy.</summary>
    private uint[] Elsewhere(StoredValue value) => value.Nodes is [var only] && only == _node.Node ? [] : value.Nodes;

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
