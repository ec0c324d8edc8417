namespace RaySharp.Simulation.Store;

/// <summary>A process that writes objects, reads them, and owns some.</summary>
internal sealed class StoreProcess(SimulatedStore world, ProcessId id, bool isHoarder)
{
    private readonly HashSet<ObjectId> _owned = [];

    public ProcessId Id { get; } = id;

    /// <summary>Closes nothing and returns nothing of its own will.</summary>
    public bool IsHoarder { get; private set; } = isHoarder;

    public StoreWriter Writer => field ??= new StoreWriter(world, this);

    public StoreReader Reader => field ??= new StoreReader(world, this);

    /// <summary>An object of its own is sealed: it may be deleted from now on.</summary>
    public void Owns(ObjectId id)
    {
        _owned.Add(id);
        if (world.Random.Next(100) < world.Plan.DeletePercent) world.Time.After(world.Random.Next(4 * world.Plan.MaxWork), () => Delete(id));
    }

    public void Collect()
    {
        if (!IsHoarder) Reader.CloseAll();
    }

    public void Died() => Reader.Died();

    public void End()
    {
        IsHoarder = false;
        Reader.CloseAll();
        Writer.ReturnAll();
        foreach (var id in _owned.ToArray()) Delete(id);
    }

    private void Delete(ObjectId id)
    {
        if (world.IsAlive(Id) && _owned.Remove(id)) world.Links.ToNode(Id, new Note("delete", id), () => world.Node.Delete(id));
    }
}
