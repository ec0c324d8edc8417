using RaySharp.ReferenceCounting;

namespace RaySharp.Tests.ReferenceCounting;

/// <summary>A process of the simulation: its table, what its user code holds, the tasks it runs and waits for.</summary>
internal sealed class SimProcess : IReferenceEffects
{
    private readonly ReferenceSimulation _world;

    public SimProcess(ReferenceSimulation world, ProcessId id)
    {
        _world = world;
        Id = id;
        Table = new ReferenceTable(id, this);
    }

    public ProcessId Id { get; }

    public ReferenceTable Table { get; }

    public bool IsAlive { get; set; } = true;

    /// <summary>References of user code that outlives its task.</summary>
    public List<SharedId> References { get; } = [];

    public Dictionary<int, SimTask> Running { get; } = [];

    public Dictionary<int, SimTask> Submitted { get; } = [];

    public HashSet<int> SeenTasks { get; } = [];

    /// <summary>All holds, those included that the table does not know because the object was never shared.</summary>
    public Dictionary<SharedId, int> Holds { get; } = [];

    public HashSet<SharedId> Unshared { get; } = [];

    public HashSet<SharedId> LostHere { get; } = [];

    public void Hold(SharedId id)
    {
        Holds[id] = Holds.GetValueOrDefault(id) + 1;
        if (!Unshared.Contains(id)) Table.AddHold(id);
    }

    public void Release(SharedId id)
    {
        int left = --Holds[id];
        if (left == 0) Holds.Remove(id);
        if (!Unshared.Contains(id)) Table.ReleaseHold(id);
        else if (left == 0) Collect(id);
    }

    /// <summary>What guards an object's references once it is sent for the first time.</summary>
    public void Share(IEnumerable<SharedId> ids)
    {
        foreach (var id in ids)
        {
            if (!Unshared.Remove(id)) continue;
            for (int i = Holds.GetValueOrDefault(id); i > 0; i--) Table.AddHold(id);
        }
    }

    public void SendAddBorrow(ProcessId owner, SharedId id, ulong number, bool answer) => _world.Send(this, owner, new SimMessage.AddBorrow(id, number, answer));

    public void SendRemoveBorrow(ProcessId owner, SharedId id, ulong number) => _world.Send(this, owner, new SimMessage.RemoveBorrow(id, number));

    public void SendBorrowAdded(ProcessId borrower, SharedId id, ulong number) => _world.Send(this, borrower, new SimMessage.BorrowAdded(id, number));

    public void SendBorrowRefused(ProcessId borrower, SharedId id, ulong number) => _world.Send(this, borrower, new SimMessage.BorrowRefused(id, number));

    public void SendBagSettled(ProcessId sender, ulong bag) => _world.Send(this, sender, new SimMessage.BagSettled(bag));

    public void FreeObject(ObjectId id) => _world.OnFreed(this, SharedId.Of(id));

    public void HandleCountZero(ActorId id) => _world.OnFreed(this, SharedId.Of(id));

    public void Forget(SharedId id) => _world.OnForgotten(this, id);

    public void OwnerLost(SharedId id) => _world.OnLost(this, id, byOwner: true);

    public void Lost(SharedId id) => _world.OnLost(this, id, byOwner: false);

    private void Collect(SharedId id)
    {
        Unshared.Remove(id);
        _world.Freed.Add(id);
        Table.ContainerGone(id.Object);
    }
}

/// <summary>A task, as its submitter or as its worker sees it.</summary>
internal sealed record SimTask(int Number, SimProcess Submitter, SimProcess Worker, SharedId Result, SharedId[] References, ulong Bag);
