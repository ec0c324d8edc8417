using RaySharp.Store;

namespace RaySharp.Simulation.Store;

/// <summary>What the store has done for it, and what it must not ask for.</summary>
internal sealed partial class StoreNode : INodeStoreEffects
{
    public const string NoDisk = "No space is left on the disk.";

    private long _nextCollection;
    private readonly Dictionary<ulong, long> _reserves = [];
    private bool _isWaiting;
    private bool _isGrowing;

    public void CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve)
    {
        _world.Coverage.Add(onDisk ? "extent on disk" : "extent in memory");
        _world.Trace($"create extent {extent} of {bytes} bytes{(onDisk ? " on disk" : "")}");
        if (reserve != 0)
        {
            if (onDisk || !_reserves.Remove(reserve)) throw new SimulationFailure($"Extent {extent} is made of reserve {reserve}, which is not there.");
            _world.Coverage.Add("extent made of a reserve");
        }
        SimExtent made = new(extent, bytes, onDisk);
        _extents.Add(extent, made);
        bool fails = _world.Random.Next(100) < (onDisk ? _world.Plan.DiskFailPercent : _world.Plan.MemoryFailPercent);
        _world.Answer("extent made", _world.Plan.MaxDelay, () =>
        {
            if (fails)
            {
                _extents.Remove(extent);
                _world.Coverage.Add(onDisk ? "disk extent failed" : "memory extent failed");
                Store.ExtentFailed(extent, onDisk ? NoDisk : "No memory is left.");
                return;
            }
            made.IsMade = true;
            Store.ExtentCreated(extent);
        });
    }

    public void GrowReserve(ulong reserve, long bytes)
    {
        if (_isGrowing) throw new SimulationFailure("Memory is made ahead twice at a time.");
        if (bytes <= _reserves.GetValueOrDefault(reserve)) throw new SimulationFailure($"Reserve {reserve} of {_reserves[reserve]} bytes is to grow to {bytes}.");
        _isGrowing = true;
        _reserves[reserve] = bytes;
        bool fails = _world.Random.Next(100) < _world.Plan.MemoryFailPercent;
        _world.Answer("reserve grown", _world.Plan.MaxDelay, () =>
        {
            _isGrowing = false;
            _world.Coverage.Add(fails ? "reserve failed" : "reserve grown");
            Store.ReserveGrown(reserve, fails, SomeLeft());
        });
    }

    public void ShrinkReserve(ulong reserve, long bytes)
    {
        if (bytes >= _reserves.GetValueOrDefault(reserve)) throw new SimulationFailure($"Reserve {reserve} of {_reserves.GetValueOrDefault(reserve)} bytes is to shrink to {bytes}.");
        _world.Coverage.Add("reserve cut");
        if (bytes == 0) _reserves.Remove(reserve);
        else _reserves[reserve] = bytes;
    }

    public void DestroyExtent(ulong extent)
    {
        if (!_extents.Remove(extent, out var known) || !known.IsMade) throw new SimulationFailure($"Extent {extent} is destroyed, and is not there.");
        if (known.Holder != ProcessId.None) throw new SimulationFailure($"Extent {extent} is destroyed, and {known.Holder} holds it.");
        if (known.Blocks.FirstOrDefault(static block => block.Readers > 0) is { } read) throw new SimulationFailure($"Extent {extent} is destroyed, and {read.Value} in it is being read.");
        _world.Coverage.Add("extent destroyed");
    }

    public bool PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts)
    {
        if (!_world.Plan.CanPunch) return false;
        var known = _extents[extent];
        if (known.Holder != ProcessId.None || known.OnDisk) throw new SimulationFailure($"Holes are punched in extent {extent}, which {(known.OnDisk ? "is on disk" : $"{known.Holder} holds")}.");
        _world.Coverage.Add(_world.IsTrimming ? "holes punched for the system" : "holes punched for room");
        known.Punch(parts);
        return true;
    }

    public void GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken)
    {
        if (!_extents.TryGetValue(extent, out var known) || !known.IsMade) throw new SimulationFailure($"{process} is granted extent {extent}, which is not there.");
        if (known.Holder != ProcessId.None) throw new SimulationFailure($"{process} is granted extent {extent}, which {known.Holder} holds.");
        if (known.HoleBytes > 0) throw new SimulationFailure($"{process} is granted extent {extent}, of which {known.HoleBytes} bytes were given back.");
        known.Holder = process;
        Tell(process, new Note("granted", null, request), writer => writer.Writer.Granted(request, known, taken));
    }

    public void RefuseExtent(ProcessId process, ulong request, string reason)
    {
        if (reason != NoDisk) throw new SimulationFailure($"{process} is refused an extent: {reason}");
        Tell(process, new Note("refused", null, request), writer => writer.Writer.Refused(request));
    }

    public void FreeBlock(ProcessId writer, ulong extent, long offset)
    {
        if (_extents[extent].Holder != writer) throw new SimulationFailure($"{writer} is told of a free block in extent {extent}, which {_extents[extent].Holder} holds.");
        Tell(writer, new Note("free block", offset, extent), process => process.Writer.Freed(extent, offset));
    }

    public void RecallExtents(ProcessId writer) => Tell(writer, "recall", static process => process.Writer.Recalled());

    public void Opened(ProcessId process, ulong request, ulong extent, long offset, long length)
    {
        var known = _extents[extent];
        var block = known.At(offset);
        if (block is null || block.Value.Length != length || block.Value.Id != _world.Requested(request)) throw new SimulationFailure($"Request {request} of {process} for {_world.Requested(request)} is answered with {block?.Value.ToString() ?? "nothing"}.");
        if (_living.GetValueOrDefault(block.Value.Id) != block.Value) throw new SimulationFailure($"{block.Value} is opened, which is deleted or was not taken.");
        Tell(process, new Note("opened", block.Value.Id, request), reader => reader.Reader.Opened(request, known, block));
    }

    public void OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without)
    {
        var id = _world.Requested(request);
        if (_living.ContainsKey(id) && reason != NoDisk) throw new SimulationFailure($"{process} is told that {id} cannot be opened, and it is there: {reason}");
        _world.Coverage.Add(reason == NoDisk ? "no room to restore" : reason.Contains("damaged", StringComparison.Ordinal) ? "damaged object lost" : "object not there");
        Tell(process, new Note("open failed", id, request), reader => reader.Reader.Failed(request));
    }

    public void Spill(ulong batch, IReadOnlyList<StoredObject> objects) => _disk.Spill(batch, objects);

    public void Restore(StoredObject stored) => _disk.Restore(stored, _extents[stored.Extent!.Id]);

    public void Pull(StoredObject stored, uint node) => throw new SimulationFailure($"{stored.Id} is pulled, and there is one node.");

    public void CancelPull(StoredObject stored) => throw new SimulationFailure($"The pull of {stored.Id} is cancelled, and there is none.");

    public void Copied(ObjectId id) => throw new SimulationFailure($"{id} is copied, and there is one node.");

    public void Dropped(ObjectId id) => throw new SimulationFailure($"A copy of {id} is dropped, and there is one node.");

    public void DropSpilled(object location) => _disk.Drop((SimCopy)location);

    public bool AskToCollect()
    {
        if (_world.Time.Now < _nextCollection) return false;
        _nextCollection = _world.Plan.CollectEvery == long.MaxValue ? long.MaxValue : _world.Time.Now + _world.Plan.CollectEvery;
        foreach (var process in _world.Living) Tell(process.Id, "collect", static process => process.Collect());
        _world.Coverage.Add("asked to collect");
        int late = _world.Random.Next(4);
        _world.Answer("collected", late == 0 ? 50 * _world.Plan.MaxDelay : 2 * _world.Plan.MaxDelay, Store.Collected);
        if (late == 1) _world.Answer("collected", 50 * _world.Plan.MaxDelay, Store.Collected);    // a process answers after its time was over
        return true;
    }

    public void WaitPatiently()
    {
        if (_isWaiting) throw new SimulationFailure("The store waits twice at a time.");
        _isWaiting = true;
        _world.Answer("patience over", _world.Plan.Patience, () =>
        {
            _isWaiting = false;
            _world.Coverage.Add("patience over");
            Store.PatienceOver();
        });
    }

    /// <summary>Now plenty, now little.</summary>
    public long SomeLeft() => _world.Random.NextInt64(2 * MemoryReserve.PartOfLeft * Store.Capacity);

    /// <summary>Bytes made ahead, or being made.</summary>
    public long ReservedBytes => _reserves.Values.Sum();
}
