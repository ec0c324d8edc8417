using RaySharp.Store;

namespace RaySharp.Simulation.Objects;

/// <summary>What the store has done for it.</summary>
internal sealed partial class StoreShell : INodeStoreEffects
{
    public void CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve) => Later(() => Store.ExtentCreated(extent), SomeDelay);

    public void GrowReserve(ulong reserve, long bytes) => throw new SimulationFailure("Nothing is made ahead here.");

    public void ShrinkReserve(ulong reserve, long bytes) => throw new SimulationFailure("Nothing is made ahead here.");

    public void DestroyExtent(ulong extent) { }

    public bool PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts) => true;

    public void GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken) => Later(() =>
    {
        _writes.Remove(request, out var write);
        if (!_cluster.IsAlive(process)) return;
        long offset = 0;
        foreach (var (at, length) in taken.Order())
        {
            if (at - offset >= write.Content.Bytes) break;
            offset = at + length;
        }
        Place(extent, offset, write.Content);
        _makers[write.Content.Id] = write.Run;
        Store.Sealed(process, write.Content.Id, extent, offset, write.Content.Bytes);
        Store.ExtentReturned(process, extent);
        write.Then();
    });

    public void RefuseExtent(ProcessId process, ulong request, string reason) => throw new SimulationFailure($"{process} was refused an extent: {reason}");

    public void FreeBlock(ProcessId writer, ulong extent, long offset) { }

    public void RecallExtents(ProcessId writer) { }

    public void Opened(ProcessId process, ulong request, ulong extent, long offset, long length)
    {
        var content = _contents[(extent, offset)];
        if (content.Bytes != length) throw new SimulationFailure($"{content.Id} of {content.Bytes} bytes is opened with {length}.");
        if (process.Node != Number) Sender.Opened(process, request, extent, offset);
        else Answer(request, new Opening(content, "", []));
    }

    public void OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without)
    {
        if (isFull) throw new SimulationFailure($"{process} is told that memory is full: {reason}");
        if (process.Node != Number) Sender.OpenFailed(process, request, reason);
        else Answer(request, new Opening(null, reason, [.. without]));
    }

    public void Spill(ulong batch, IReadOnlyList<StoredObject> objects)
    {
        _cluster.Coverage.Add("objects spilled");
        object[] copies = [.. objects.Select(stored => ContentAt(stored.Extent!.Id, stored.Offset))];
        Later(() => Store.Spilled(batch, copies), SomeDelay);
    }

    public void Restore(StoredObject stored)
    {
        bool isDamaged = stored.OnDisk is not null && _cluster.Random.Next(100) < _cluster.Plan.DamagePercent;
        var content = stored.OnDisk as SimContent ?? ContentAt(stored.Source!.Value.Extent.Id, stored.Source.Value.Offset);
        Later(() =>
        {
            if (isDamaged)
            {
                _cluster.Coverage.Add("copy damaged on disk");
                Store.RestoreFailed(stored, "damaged");
                return;
            }
            Place(stored.Extent!.Id, stored.Offset, content);
            Store.Restored(stored);
        }, SomeDelay);
    }

    public void Pull(StoredObject stored, uint node)
    {
        if (node == Number) throw new SimulationFailure($"Node {node} asks itself for {stored.Id}.");
        _cluster.Coverage.Add(stored.Pull!.Without.Any() ? "pull tried elsewhere" : "pull begun");
        Puller.Pull(stored, node);
    }

    public void CancelPull(StoredObject stored)
    {
        _cluster.Coverage.Add("pull cancelled");
        Puller.Cancel(stored);
    }

    public void Copied(ObjectId id) => ToOwner(new Note("objects copied", id), id, owner => owner.Copied(Number, id));

    public void Dropped(ObjectId id)
    {
        _cluster.Coverage.Add("copy gone or in doubt");
        ToOwner(new Note("copies dropped", id), id, owner => owner.Copies.Dropped(Number, [id]));
    }

    public void DropSpilled(object location) { }

    public bool AskToCollect() => false;

    public void WaitPatiently() => Later(Store.PatienceOver, 50);

    private int SomeDelay => 1 + _cluster.Random.Next(_cluster.Plan.MaxDelay);

    private void Answer(ulong request, Opening opening) => Later(() =>
    {
        _opens.Remove(request, out var open);
        if (!_cluster.IsAlive(open.Reader)) return;
        if (opening.Content is { } content && content.Id != open.Id) throw new SimulationFailure($"{open.Reader} opens {open.Id} and gets {content.Id}.");
        open.Answer(opening);
    });

    private void ToOwner(Note what, ObjectId id, Action<ObjectsShell> deliver) => _cluster.Network.Send(Host, id.Task.Owner, what, () => deliver(_cluster.Owner(id.Task.Owner).Objects));
}
