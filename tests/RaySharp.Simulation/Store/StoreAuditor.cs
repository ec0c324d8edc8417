using RaySharp.Store;

namespace RaySharp.Simulation.Store;

/// <summary>What must hold after each event, when nothing moves any more, and at the end.</summary>
internal sealed class StoreAuditor(SimulatedStore world)
{
    private readonly Dictionary<ulong, StoreExtent> _extents = [];

    private NodeStore Store => world.Node.Store;

    public void EachStep()
    {
        long committed = 0, free = 0;
        _extents.Clear();
        foreach (var extent in Store.Extents)
        {
            _extents.Add(extent.Id, extent);
            if (!extent.OnDisk) committed += extent.Bytes - world.Node.Extents[extent.Id].HoleBytes;
            if (extent.State == ExtentState.Free) free += extent.Bytes;
            Extent(extent, world.Node.Extents.GetValueOrDefault(extent.Id) ?? throw new SimulationFailure($"The store believes in extent {extent.Id}, which is not there."));
        }
        foreach (var process in world.Living)
        {
            foreach (var (extent, block) in process.Reader.Places)
            {
                if (_extents.GetValueOrDefault(extent.Id)?.Objects.GetValueOrDefault(block.Offset) is not { } stored || world.Node.Values[stored] != block.Value)
                    throw new SimulationFailure($"{process.Id} reads {block.Value} at {block.Offset} of extent {extent.Id}, and the store does not keep it there.");
            }
        }
        if (_extents.Count != world.Node.Extents.Count) throw new SimulationFailure($"There are {world.Node.Extents.Count} extents; the store knows of {_extents.Count}.");
        if (Store.Committed != committed) throw new SimulationFailure($"Extents of {committed} bytes are in memory; the store counts {Store.Committed}.");
        if (committed > Store.Capacity) throw new SimulationFailure($"Extents of {committed} bytes are in memory, the capacity is {Store.Capacity}.");
        if (Store.Reserved != world.Node.ReservedBytes) throw new SimulationFailure($"{world.Node.ReservedBytes} bytes are made ahead; the store counts {Store.Reserved}.");
        if (committed + Store.Reserved > Store.Capacity) throw new SimulationFailure($"Extents of {committed} bytes are in memory and {Store.Reserved} are made ahead, the capacity is {Store.Capacity}.");
        if (Store.FreeBytes != free) throw new SimulationFailure($"Extents of {free} bytes are free; the store counts {Store.FreeBytes}.");
    }

    /// <summary>Whatever those who hold memory do, and those who died: nobody waits.</summary>
    public void AllServed()
    {
        foreach (var process in world.Living)
        {
            foreach (var value in process.Writer.Waiting) throw new SimulationFailure($"Nothing moves, and {process.Id} waits for room for {value}. {Describe()}");
            foreach (var id in process.Reader.Waiting) throw new SimulationFailure($"Nothing moves, and {process.Id} waits for {id}. {Describe()}");
        }
        if (Store.WaitingCount > 0) throw new SimulationFailure($"Everybody was served, and the store believes that {Store.WaitingCount} wait. {Describe()}");
        foreach (var id in world.Node.Living.Keys)
        {
            if (!Store.Objects.Any(stored => stored.Id == id && !stored.IsDeleted)) throw new SimulationFailure($"{id} is neither deleted nor lost, and the store does not have it.");
        }
    }

    public void NothingLeft()
    {
        if (Store.WaitingCount > 0) throw new SimulationFailure($"All is deleted, and {Store.WaitingCount} requests wait. {Describe()}");
        if (Store.ObjectCount > 0) throw new SimulationFailure($"All is deleted, and there are objects: {string.Join(", ", Store.Objects.Select(stored => stored.Id))}. {Describe()}");
        if (world.Node.CopyCount > 0) throw new SimulationFailure($"All is deleted, and {world.Node.CopyCount} copies are on disk.");
        if (Store.Extents.Any(static extent => extent.State != ExtentState.Free)) throw new SimulationFailure($"All is deleted, and not all extents are free. {Describe()}");
        Store.Trim();
        if (world.Node.Extents.Count > 0 || Store.Committed > 0 || Store.FreeBytes > 0 || Store.Reserved > 0) throw new SimulationFailure($"All was trimmed, and {Store.Committed} bytes are left, {Store.FreeBytes} of them free.");
    }

    private void Extent(StoreExtent extent, SimExtent real)
    {
        if (real.IsMade == (extent.State == ExtentState.Creating)) throw new SimulationFailure($"Extent {extent.Id} is {extent.State}, and {(real.IsMade ? "" : "not ")}made.");
        bool isNodes = extent.State == ExtentState.Leased && extent.Writer == SimulatedStore.NodeProcess && real.Holder == ProcessId.None;
        if (real.Holder != (extent.State == ExtentState.Leased ? extent.Writer : ProcessId.None) && !isNodes) throw new SimulationFailure($"Extent {extent.Id} is {extent.State} to {extent.Writer}; {real.Holder} holds it.");
        if (extent.IsEmpty && (extent.State == ExtentState.Retired || isNodes)) throw new SimulationFailure($"Extent {extent.Id} is empty, and not free.");
        long end = 0, live = 0;
        foreach (var (offset, stored) in extent.Objects)
        {
            bool isSource = stored.Source == (extent, offset);
            if (!isSource && (stored.Extent != extent || stored.Offset != offset)) throw new SimulationFailure($"{stored.Id} is in extent {extent.Id}, and does not know it.");
            if (offset < end) throw new SimulationFailure($"{stored.Id} at {offset} of extent {extent.Id} overlaps what lies before it.");
            world.Node.BlockOf(stored);
            if (stored.Readers.Count == 0 && stored is { IsDeleted: true, IsSpilling: false, IsRestoring: false }) throw new SimulationFailure($"{stored.Id} is deleted, nobody reads it, and it takes room.");
            end = offset + stored.RoomBytes;
            live += stored.RoomBytes;
        }
        if (end > extent.Bytes || live != extent.LiveBytes) throw new SimulationFailure($"{live} bytes are taken in extent {extent.Id} of {extent.Bytes}; the store counts {extent.LiveBytes}.");
        if (extent.State is ExtentState.Free or ExtentState.Creating && live > 0) throw new SimulationFailure($"Extent {extent.Id} is {extent.State}, and holds {live} bytes.");
    }

    private string Describe() => $"{Store.WaitingCount} requests wait; {Store.FreeBytes} of {Store.Committed} bytes are free, the capacity is {Store.Capacity}; extents: "
        + string.Join(", ", Store.Extents.Select(static extent => $"#{extent.Id} {extent.State} of {extent.Writer} with {extent.LiveBytes} of {extent.Bytes}{(extent.OnDisk ? " on disk" : "")}"));
}
