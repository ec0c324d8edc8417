using RaySharp.ReferenceCounting;

namespace RaySharp.Tests.ReferenceCounting;

/// <summary>A process of the simulation: its table, what its user code holds, the tasks it runs and waits for.</summary>
internal sealed class SimProcess : IReferenceEffects
{
    private readonly ReferenceSimulation _world;
    private readonly Dictionary<(ProcessId Sender, ulong Number), SharedId[]> _bags = [];   // arrived, and not settled by user code

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

    /// <summary>What the owner was told that this process holds, and was not told since that it does not.</summary>
    public HashSet<SharedId> Registered { get; } = [];

    /// <summary>Whose death was heard of.</summary>
    public HashSet<ProcessId> Buried { get; } = [];

    /// <summary>Somebody else's, held and not forgotten: what the product keeps an entry for.</summary>
    public HashSet<SharedId> Remembered { get; } = [];

    /// <summary>Whether a bag that is here and not settled keeps it alive.</summary>
    public bool IsSheltered(SharedId id) => _bags.Any(bag => !Buried.Contains(bag.Key.Sender) && bag.Value.Contains(id));

    public bool BagArrived(ProcessId sender, ulong bag, SharedId[] references)
    {
        if (!Table.BagArrived(sender, bag, references)) return false;
        _bags.Add((sender, bag), references);
        return true;
    }

    public bool SettleBag(ProcessId sender, ulong bag)
    {
        _bags.Remove((sender, bag));
        return Table.SettleBag(sender, bag);
    }

    /// <summary>False: it is an own object that was freed already, so there is nothing to hold. Happens to references that died on their way.</summary>
    public bool TryHold(SharedId id)
    {
        if (id.Owner == Id && !Unshared.Contains(id) && !Table.Contains(id)) return false;
        Holds[id] = Holds.GetValueOrDefault(id) + 1;
        if (id.Owner != Id) Remembered.Add(id);
        if (!Unshared.Contains(id)) Table.AddHold(id);
        return true;
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

    public void SendAddBorrow(ProcessId owner, SharedId id, ulong number, bool answer)
    {
        if (!Registered.Add(id)) throw _world.Failure($"{Id} registers {id} with its owner twice");
        _world.Send(this, owner, new SimMessage.AddBorrow(id, number, answer));
    }

    public void SendRemoveBorrow(ProcessId owner, SharedId id, ulong number)
    {
        if (!Registered.Remove(id)) throw _world.Failure($"{Id} takes back a registration of {id} that it did not send");
        _world.Send(this, owner, new SimMessage.RemoveBorrow(id, number));
    }

    public void SendBorrowAdded(ProcessId borrower, SharedId id, ulong number) => _world.Send(this, borrower, new SimMessage.BorrowAdded(id, number));

    public void SendBorrowRefused(ProcessId borrower, SharedId id, ulong number) => _world.Send(this, borrower, new SimMessage.BorrowRefused(id, number));

    public void SendBagSettled(ProcessId sender, ulong bag) => _world.Send(this, sender, new SimMessage.BagSettled(bag));

    public bool FreeObject(ObjectId id)
    {
        _world.OnFreed(this, SharedId.Of(id));
        return true;
    }

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
internal sealed record SimTask(int Number, SimProcess Submitter, SimProcess Worker, SharedId Result, SharedId[] References, ulong Bag)
{
    /// <summary>Of the worker: the arguments that user code holds at the moment.</summary>
    public List<SharedId> Held { get; } = [];
}
