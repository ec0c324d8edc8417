using RaySharp.Store;

namespace RaySharp.Simulation.Store;

/// <summary>Copies values to disk and back, each time slowly, sometimes in vain.</summary>
internal sealed class StoreDisk(SimulatedStore world, StoreNode node)
{
    private readonly HashSet<SimCopy> _copies = [];

    public int CopyCount => _copies.Count;

    public void Spill(ulong batch, IReadOnlyList<StoredObject> objects)
    {
        if (objects.Count == 0) throw new SimulationFailure("The store spills nothing.");
        world.Trace($"spill {string.Join(", ", objects.Select(stored => node.Values[stored]))}");
        var blocks = objects.Select(node.BlockOf).ToArray();
        var extents = objects.Select(stored => node.Extents[stored.Extent!.Id]).ToArray();
        foreach (var stored in objects)
        {
            if (stored.OnDisk is not null) throw new SimulationFailure($"{stored.Id} is written to disk again.");
        }
        foreach (var block in blocks) block.Readers++;
        bool fails = world.Random.Next(100) < world.Plan.SpillFailPercent;
        world.Answer("spilled", world.Plan.DiskDelay, () =>
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                extents[i].Verify(blocks[i]);
                blocks[i].Readers--;
            }
            world.Coverage.Add(fails ? "spill failed" : "spilled");
            if (fails) node.Store.SpillFailed(batch, StoreNode.NoDisk);
            else node.Store.Spilled(batch, [.. blocks.Select(block => Copy(block.Value))]);
        });
    }

    public void Restore(StoredObject stored, SimExtent extent)
    {
        if (stored.Source is var (file, offset))
        {
            Move(stored, node.Extents[file.Id], offset, extent);
            return;
        }
        var copy = (SimCopy)stored.OnDisk!;
        if (!_copies.Contains(copy) || copy.Value != node.Values[stored]) throw new SimulationFailure($"{stored.Id} is restored from a copy that is not there.");
        if (!extent.IsMade || extent.Holder != ProcessId.None) throw new SimulationFailure($"{stored.Id} is restored into extent {extent.Id}, which {extent.Holder} holds.");
        world.Trace($"restore {copy.Value} to {stored.Offset} of extent {extent.Id}");
        copy.IsRead = true;
        var block = extent.Write(stored.Offset, copy.Value);
        block.Readers++;
        bool fails = world.Random.Next(100) < world.Plan.RestoreFailPercent;
        world.Answer("restored", world.Plan.DiskDelay, () =>
        {
            extent.Verify(block);
            block.Readers--;
            copy.IsRead = false;
            world.Coverage.Add(fails ? "restore failed" : extent.OnDisk ? "restored to disk extent" : "restored");
            if (!fails)
            {
                node.Store.Restored(stored);
                return;
            }
            node.Damaged(stored);
            node.Store.RestoreFailed(stored, "its copy is damaged.");
        });
    }

    private void Move(StoredObject stored, SimExtent file, long offset, SimExtent extent)
    {
        var source = file.At(offset);
        if (!file.OnDisk || source?.Value != node.Values[stored]) throw new SimulationFailure($"{stored.Id} is moved from {offset} of extent {file.Id}, and is not there.");
        if (extent.OnDisk || !extent.IsMade || extent.Holder != ProcessId.None) throw new SimulationFailure($"{stored.Id} is moved into extent {extent.Id}, which {extent.Holder} holds.");
        world.Trace($"move {source.Value} from extent {file.Id} to {stored.Offset} of extent {extent.Id}");
        var block = extent.Write(stored.Offset, source.Value);
        source.Readers++;
        block.Readers++;
        bool fails = world.Random.Next(100) < world.Plan.RestoreFailPercent;
        world.Answer("restored", world.Plan.DiskDelay, () =>
        {
            file.Verify(source);
            extent.Verify(block);
            source.Readers--;
            block.Readers--;
            world.Coverage.Add(fails ? "move failed" : "moved from disk extent to memory");
            if (fails) node.Damaged(stored);
            if (fails) node.Store.RestoreFailed(stored, "its copy is damaged.");
            else node.Store.Restored(stored);
        });
    }

    public void Drop(SimCopy copy)
    {
        if (copy.IsRead) throw new SimulationFailure($"The copy of {copy.Value} is dropped while it is read.");
        if (!_copies.Remove(copy)) throw new SimulationFailure($"The copy of {copy.Value} is dropped, and is not there.");
    }

    private SimCopy Copy(SimValue value)
    {
        SimCopy copy = new(value);
        _copies.Add(copy);
        return copy;
    }
}
