using RaySharp.Store;

namespace RaySharp.Simulation.Store;

/// <summary>Opens objects once for its process, however many of its threads want them, and closes each when it neither reads it nor waits for it.</summary>
internal sealed class StoreReader(SimulatedStore world, StoreProcess process)
{
    private readonly Dictionary<ObjectId, Reading> _readings = [];
    private readonly Dictionary<ulong, Reading> _waiting = [];

    public IEnumerable<ObjectId> Waiting => _waiting.Values.Select(reading => reading.Id);

    /// <summary>What it looks at now.</summary>
    public IEnumerable<(SimExtent Extent, SimBlock Block)> Places
    {
        get
        {
            foreach (var reading in _readings.Values)
            {
                foreach (var place in reading.Places) yield return place;
            }
        }
    }

    public void Get(ObjectId id)
    {
        if (!_readings.TryGetValue(id, out var reading)) _readings.Add(id, reading = new Reading(id));
        else if (reading.Unanswered == 0) return;
        ulong request = world.NextRequest(id);
        _waiting.Add(request, reading);
        reading.Unanswered++;
        var urgency = (StoreUrgency)world.Random.Next(4);
        world.Links.ToNode(process.Id, new Note("open", id, request), () => world.Node.Open(process.Id, request, id, urgency));
    }

    public void Opened(ulong request, SimExtent extent, SimBlock block)
    {
        if (!_waiting.Remove(request, out var reading)) throw new SimulationFailure($"{process.Id} was told that request {request} is open, and it does not wait.");
        extent.Verify(block);
        if (!reading.Places.Exists(place => place.Block == block))
        {
            if (reading.Places.Count > 0) world.Coverage.Add("read beside what had its id before");
            reading.Places.Add((extent, block));
            block.Readers++;
        }
        Answered(reading);
    }

    public void Failed(ulong request)
    {
        if (!_waiting.Remove(request, out var reading)) throw new SimulationFailure($"{process.Id} was told that request {request} failed, and it does not wait.");
        Answered(reading);
    }

    public void CloseAll()
    {
        foreach (var reading in _readings.Values.ToArray()) Close(reading);
    }

    public void Died()
    {
        foreach (var reading in _readings.Values)
        {
            foreach (var (_, block) in reading.Places) block.Readers--;
        }
    }

    private void Answered(Reading reading)
    {
        if (--reading.Unanswered > 0) return;
        if (reading.Places.Count == 0) _readings.Remove(reading.Id);
        else if (!process.IsHoarder) world.Time.After(world.Random.Next(world.Plan.MaxWork), () => Close(reading));
    }

    private void Close(Reading reading)
    {
        if (!world.IsAlive(process.Id) || reading.Unanswered > 0 || reading.IsClosed) return;
        reading.IsClosed = true;
        foreach (var (extent, block) in reading.Places)
        {
            extent.Verify(block);
            block.Readers--;
        }
        _readings.Remove(reading.Id);
        world.Links.ToNode(process.Id, new Note("close", reading.Id), () => world.Node.Close(process.Id, reading.Id));
    }

    private sealed class Reading(ObjectId id)
    {
        public ObjectId Id { get; } = id;

        public int Unanswered { get; set; }

        /// <summary>One, or another beside it when the object was deleted and made again.</summary>
        public List<(SimExtent Extent, SimBlock Block)> Places { get; } = [];

        public bool IsClosed { get; set; }
    }
}
