using RaySharp.Arena;

namespace RaySharp.Simulation.Store;

/// <summary>Writes values into the extents that its process was lent.</summary>
internal sealed class StoreWriter(SimulatedStore world, StoreProcess process)
{
    private readonly Dictionary<ulong, Lease> _leases = [];
    private readonly Dictionary<ulong, SimValue> _waiting = [];
    private readonly HashSet<ulong> _cancelled = [];

    public IEnumerable<SimValue> Waiting => _waiting.Values;

    public void Put(SimValue value)
    {
        foreach (var lease in _leases.Values)
        {
            if (lease.IsLeaving || !lease.Allocator.TryAllocate(Math.Max(1, value.Length), out long offset)) continue;
            Write(lease, offset, value);
            return;
        }
        ulong request = world.NextRequest();
        _waiting.Add(request, value);
        world.Links.ToNode(process.Id, new Note("ask for an extent", value, request), () => world.Node.ExtentRequested(process.Id, request, value.Length));
        if (world.Random.Next(100) < world.Plan.CancelPercent) world.Time.After(world.Random.Next(2 * world.Plan.Patience), () => Cancel(request));
    }

    public void Granted(ulong request, SimExtent extent, IReadOnlyList<(long Offset, long Length)> taken)
    {
        Lease lease = new(extent, ExtentAllocator.Resume(extent.Bytes, taken));
        _leases.Add(extent.Id, lease);
        if (!_waiting.Remove(request, out var value))
        {
            if (!_cancelled.Remove(request)) throw new SimulationFailure($"{process.Id} was granted an extent for request {request}, which does not wait.");
            world.Coverage.Add("granted though cancelled");
            Return(lease);
            return;
        }
        if (!lease.Allocator.TryAllocate(Math.Max(1, value.Length), out long offset)) throw new SimulationFailure($"{process.Id} was granted extent {extent.Id} for {value}, and that does not fit.");
        lease.IsLeaving = world.Plan.Budget.NeedsOwnExtent(value.Length);
        if (taken.Count > 0) world.Coverage.Add("half-empty extent lent");
        if (extent.OnDisk) world.Coverage.Add(value.Length > world.Plan.Budget.Capacity ? "written to disk: larger than all memory" : "written to disk: memory full");
        Write(lease, offset, value);
    }

    public void Refused(ulong request)
    {
        if (!_waiting.Remove(request) && !_cancelled.Remove(request)) throw new SimulationFailure($"{process.Id} was refused request {request}, which does not wait.");
        world.Coverage.Add("writer refused");
    }

    /// <summary>A block is free; what comes after the extent's return is for nobody.</summary>
    public void Freed(ulong extent, long offset)
    {
        if (_leases.TryGetValue(extent, out var lease)) lease.Allocator.Free(offset);
    }

    public void Recalled()
    {
        world.Coverage.Add("extents recalled");
        if (!process.IsHoarder) ReturnAll();
    }

    public void ReturnAll()
    {
        foreach (var lease in _leases.Values.ToArray()) ReturnWhenDone(lease);
    }

    private void Write(Lease lease, long offset, SimValue value)
    {
        if (lease.Extent.Holder != process.Id) throw new SimulationFailure($"{process.Id} writes in extent {lease.Extent.Id}, which is lent to {lease.Extent.Holder}.");
        lease.Extent.Write(offset, value);
        lease.Writing++;
        world.Time.After(world.Random.Next(world.Plan.MaxWork), () => Done(lease, offset, value));
    }

    private void Done(Lease lease, long offset, SimValue value)
    {
        if (!world.IsAlive(process.Id)) return;
        lease.Writing--;
        if (world.Random.Next(20) == 0) lease.Allocator.Free(offset);    // its codec threw
        else world.Links.ToNode(process.Id, new Note("sealed", value), () => world.Node.Sealed(process.Id, value, lease.Extent, offset));
        if (lease.IsLeaving || (!process.IsHoarder && world.Random.Next(3) == 0)) ReturnWhenDone(lease);
    }

    private void Cancel(ulong request)
    {
        if (!world.IsAlive(process.Id) || !_waiting.Remove(request)) return;
        _cancelled.Add(request);
        world.Links.ToNode(process.Id, new Note("cancel", null, request), () => world.Node.ExtentRequestCancelled(process.Id, request));
    }

    private void ReturnWhenDone(Lease lease)
    {
        lease.IsLeaving = true;
        if (lease.Writing == 0) Return(lease);
    }

    private void Return(Lease lease)
    {
        _leases.Remove(lease.Extent.Id);
        world.Links.ToNode(process.Id, new Note("return extent", null, lease.Extent.Id), () => world.Node.ExtentReturned(process.Id, lease.Extent));
    }

    private sealed class Lease(SimExtent extent, ExtentAllocator allocator)
    {
        public SimExtent Extent { get; } = extent;

        public ExtentAllocator Allocator { get; } = allocator;

        public int Writing { get; set; }

        /// <summary>Nothing is begun there any more.</summary>
        public bool IsLeaving { get; set; }
    }
}
