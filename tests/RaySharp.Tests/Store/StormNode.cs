using RaySharp.Arena;
using RaySharp.Store;

namespace RaySharp.Tests.Store;

/// <summary>One node of a <see cref="PullStorm"/>: the real store, and what truly lies in its extents.</summary>
internal sealed class StormNode : INodeStoreEffects
{
    private readonly PullStorm _world;
    private readonly Dictionary<(ulong Extent, long Offset), ObjectId> _content = [];
    private readonly Dictionary<ulong, (ProcessId Process, ObjectId Id)> _requests = [];
    private readonly Dictionary<(ProcessId Process, ObjectId Id), (ulong Extent, long Offset)> _open = [];
    private readonly Dictionary<ulong, ObjectId> _writes = [];
    private readonly Dictionary<ulong, (StoredObject Stored, uint Source)> _pulls = [];
    private readonly Dictionary<(ProcessId Asker, ulong Attempt), ObjectId> _asked = [];
    private ProcessId _reader;

    public StormNode(PullStorm world, uint number)
    {
        _world = world;
        Number = number;
        Store = new NodeStore(this, new ArenaBudget(4 << 20, 1 << 20), ProcessId.HostOf(number));
        _reader = NewProcess();
    }

    public uint Number { get; }

    public NodeStore Store { get; }

    /// <summary>Answers that an object is open.</summary>
    public int Opens { get; private set; }

    public string LastFailure { get; private set; } = "";

    /// <summary>Requests of readers that were not answered.</summary>
    public int Waiting => _requests.Count;

    public string Books => $"node {Number}: {Store.WaitingCount} wait for room, {Store.WaitingPulls} to be pulled, {Store.PullingBytes} under way, {_pulls.Count} asked for; {string.Join(' ', Store.Extents.Select(static extent => $"[{extent.State} {extent.Objects.Values.Count(static one => one.Readers.Count > 0)} of {extent.Objects.Count} read{(extent.OnDisk ? " disk" : "")}]"))}";

    private ProcessId Writer => new((ulong)Number << 32 | 9);

    private ProcessId Host => ProcessId.HostOf(Number);

    public void Write(ObjectId id)
    {
        ulong request = _world.NextNumber();
        _writes.Add(request, id);
        Store.ExtentRequested(Writer, request, _world.BytesOf(id));
    }

    public void Open(ObjectId id, uint[] nodes)
    {
        ulong request = _world.NextNumber();
        _requests.Add(request, (_reader, id));
        Store.Open(_reader, request, id, (StoreUrgency)(_world.Next(2) * (int)StoreUrgency.Argument), _world.BytesOf(id), nodes);
        Assert.True(Store.PullingBytes <= 2 * ((1 << 20) + (PullStorm.MaxKib << 10)), $"seed {_world.Seed}: {Store.PullingBytes} bytes are under way");
    }

    public void CloseSome()
    {
        foreach (var (process, id) in _open.Keys.Where(key => key.Process.Node == Number && _world.Next(2) == 0).ToArray()) Close(process, id);
    }

    public void CloseAll()
    {
        foreach (var (process, id) in _open.Keys.Where(key => key.Process.Node == Number).ToArray()) Close(process, id);
    }

    public void LoseReader()
    {
        var lost = _reader;
        _reader = NewProcess();
        foreach (var key in _open.Keys.Where(key => key.Process == lost).ToArray()) _open.Remove(key);
        foreach (ulong request in _requests.Where(request => request.Value.Process == lost).Select(static request => request.Key).ToArray()) _requests.Remove(request);
        Store.ProcessLost(lost);
    }

    public void NodeLost(uint node)
    {
        foreach (var key in _asked.Keys.Where(key => key.Asker.Node == node).ToArray()) _asked.Remove(key);
        foreach (var key in _open.Keys.Where(key => key.Process.Node == node).ToArray()) _open.Remove(key);
        foreach (var (attempt, _) in _pulls.Where(pull => pull.Value.Source == node).ToArray()) Fail(attempt, "its node is lost.", isLost: true, isFull: false);
        Store.NodeLost(node);
    }

    public void GrowReserve(ulong reserve, long bytes) => Assert.Fail("Nothing is made ahead here.");

    public void ShrinkReserve(ulong reserve, long bytes) => Assert.Fail("Nothing is made ahead here.");

    public void CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve) => _world.Later(Number, () =>
    {
        if (!onDisk && !_world.IsCalm && _world.Next(20) == 0) Store.ExtentFailed(extent, "No memory.");
        else Store.ExtentCreated(extent);
    });

    public void DestroyExtent(ulong extent) => Assert.DoesNotContain(_open.Values, place => place.Extent == extent);

    public bool PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts)
    {
        Assert.DoesNotContain(_open.Values, place => place.Extent == extent && parts.Any(part => part.Offset <= place.Offset && place.Offset < part.Offset + part.Length));
        return true;
    }

    public void GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken) => _world.Later(Number, () =>
    {
        if (!_writes.Remove(request, out var id)) return;
        long offset = 0;
        foreach (var (at, length) in taken.Order())
        {
            if (at - offset >= _world.BytesOf(id)) break;
            offset = at + length;
        }
        Place(extent, offset, id);
        Store.Sealed(process, id, extent, offset, _world.BytesOf(id));
        Store.ExtentReturned(process, extent);
        _world.Sealed(Number, id);
    });

    public void RefuseExtent(ProcessId process, ulong request, string reason) => throw new InvalidOperationException($"seed {_world.Seed}: an extent was refused: {reason}");

    public void FreeBlock(ProcessId writer, ulong extent, long offset) { }

    public void RecallExtents(ProcessId writer) { }

    public void Opened(ProcessId process, ulong request, ulong extent, long offset, long length)
    {
        var id = _content[(extent, offset)];
        Assert.Equal(_world.BytesOf(id), length);
        if (process.Node != Number)
        {
            _open[(process, id)] = (extent, offset);
            _world.Later(Number, () => Serve(process, request, id, extent, offset));
            return;
        }
        Assert.True(_requests.Remove(request, out var asked), $"seed {_world.Seed}: request {request} is answered twice");
        Assert.Equal(asked, (process, id));
        _open[(process, id)] = (extent, offset);
        Opens++;
    }

    public void OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without)
    {
        LastFailure = reason;
        if (process.Node != Number)
        {
            _asked.Remove((process, request));
            _world.SendControl(Host, process, () => _world.Nodes[process.Node].Fail(request, reason, !isFull, isFull));
        }
        else Assert.True(_requests.Remove(request), $"seed {_world.Seed}: request {request} is answered twice");
    }

    public void Spill(ulong batch, IReadOnlyList<StoredObject> objects) => _world.Later(Number, () => Store.Spilled(batch, [.. objects.Select(static stored => (object)stored.Id)]));

    public void Restore(StoredObject stored) => _world.Later(Number, () =>
    {
        Place(stored.Extent!.Id, stored.Offset, stored.Id);
        Store.Restored(stored);
    });

    public void Pull(StoredObject stored, uint node)
    {
        Assert.DoesNotContain(_pulls.Values, pull => pull.Stored == stored);
        ulong attempt = _world.NextNumber();
        _pulls.Add(attempt, (stored, node));
        if (!_world.Nodes.ContainsKey(node))
        {
            _world.Later(Number, () => Fail(attempt, "it cannot be reached.", isLost: false, isFull: false));
            return;
        }
        _world.SendControl(Host, ProcessId.HostOf(node), () => _world.Nodes[node].Asked(Host, attempt, stored.Id));
        if (!_world.IsCalm && _world.Next(20) == 0) _world.Later(Number, () => Fail(attempt, "the link broke.", isLost: false, isFull: false));
    }

    public void CancelPull(StoredObject stored)
    {
        _world.See("cancelled");
        _world.Later(Number, () =>
        {
            foreach (var (attempt, pull) in _pulls.Where(pull => pull.Value.Stored == stored).ToArray())
            {
                _world.SendControl(Host, ProcessId.HostOf(pull.Source), () => _world.Nodes[pull.Source].Stop(Host, attempt, stored.Id));
                Fail(attempt, "nobody needs it.", isLost: false, isFull: false);
            }
        });
    }

    public void Copied(ObjectId id) => _world.Copied(Number, id);

    public void Dropped(ObjectId id) => _world.Dropped(Number, id);

    public void DropSpilled(object location) { }

    public bool AskToCollect() => false;

    public void WaitPatiently() => _world.Later(Number, Store.PatienceOver);

    /// <summary>All pieces are on their way.</summary>
    private void Serve(ProcessId asker, ulong attempt, ObjectId id, ulong extent, long offset)
    {
        if (!_asked.ContainsKey((asker, attempt))) return;      // cancelled
        Assert.Equal((extent, offset), _open[(asker, id)]);
        Assert.Equal(id, _content[(extent, offset)]);
        Stop(asker, attempt, id);
        _world.SendControl(Host, asker, () => _world.Nodes[asker.Node].Arrived(attempt, id));
    }

    private void Asked(ProcessId asker, ulong attempt, ObjectId id)
    {
        if (!_asked.TryAdd((asker, attempt), id)) return;
        Store.Open(asker, attempt, id, StoreUrgency.Get);
    }

    private void Stop(ProcessId asker, ulong attempt, ObjectId id)
    {
        if (!_asked.Remove((asker, attempt))) return;
        Store.OpenCancelled(asker, attempt, id);
        if (_asked.Any(other => other.Key.Asker == asker && other.Value == id)) return;
        _open.Remove((asker, id));
        Store.Close(asker, id);
    }

    private void Arrived(ulong attempt, ObjectId id)
    {
        if (!_pulls.Remove(attempt, out var pull)) return;
        _world.See("pulled");
        Assert.Equal(id, pull.Stored.Id);
        Place(pull.Stored.Extent!.Id, pull.Stored.Offset, id);
        Store.Pulled(pull.Stored);
    }

    private void Fail(ulong attempt, string reason, bool isLost, bool isFull)
    {
        if (!_pulls.Remove(attempt, out var pull)) return;
        _world.See("pull failed");
        Store.PullFailed(pull.Stored, reason, isLost, isFull);
    }

    private void Close(ProcessId process, ObjectId id)
    {
        _open.Remove((process, id));
        Store.Close(process, id);
    }

    private void Place(ulong extent, long offset, ObjectId id)
    {
        Assert.DoesNotContain(_open.Values, place => place == (extent, offset));
        _content[(extent, offset)] = id;
    }

    private ProcessId NewProcess() => new((ulong)Number << 32 | (_world.NextNumber() + 100));
}
