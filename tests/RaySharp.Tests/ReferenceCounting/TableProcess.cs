using RaySharp.ReferenceCounting;

namespace RaySharp.Tests.ReferenceCounting;

/// <summary>A process whose messages the test delivers by hand.</summary>
internal sealed class TableProcess : IReferenceEffects
{
    private readonly Queue<(ProcessId To, SimMessage Message)> _sent = [];

    public TableProcess(uint number)
    {
        Id = new ProcessId(number);
        Table = new ReferenceTable(Id, this);
    }

    public ProcessId Id { get; }

    public ReferenceTable Table { get; }

    /// <summary>What was freed, lost or forgotten here, in order.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Delivers what this process has sent to another one so far.</summary>
    public void DeliverTo(TableProcess other)
    {
        for (int i = _sent.Count; i > 0; i--)
        {
            var (to, message) = _sent.Dequeue();
            if (to == other.Id) other.Receive(Id, message);
            else _sent.Enqueue((to, message));
        }
    }

    /// <summary>Sends an object along with a task that the receiver runs, and holds there; returns the bag.</summary>
    public ulong PassTo(TableProcess receiver, SharedId id)
    {
        ulong bag = Table.OpenBag(receiver.Id, [id]);
        Assert.True(receiver.Table.BagArrived(Id, bag, [id]));
        receiver.Table.AddHold(id);
        return bag;
    }

    /// <summary>The task of a bag ends, whatever it holds; its sender is told if the owners need not be asked.</summary>
    public bool EndTask(TableProcess sender, ulong bag)
    {
        if (!Table.SettleBag(sender.Id, bag)) return false;
        sender.Table.BagSettled(Id, bag);
        return true;
    }

    public void SendAddBorrow(ProcessId owner, SharedId id, ulong number, bool answer) => _sent.Enqueue((owner, new SimMessage.AddBorrow(id, number, answer)));

    public void SendRemoveBorrow(ProcessId owner, SharedId id, ulong number) => _sent.Enqueue((owner, new SimMessage.RemoveBorrow(id, number)));

    public void SendBorrowAdded(ProcessId borrower, SharedId id, ulong number) => _sent.Enqueue((borrower, new SimMessage.BorrowAdded(id, number)));

    public void SendBorrowRefused(ProcessId borrower, SharedId id, ulong number) => _sent.Enqueue((borrower, new SimMessage.BorrowRefused(id, number)));

    public void SendBagSettled(ProcessId sender, ulong bag) => _sent.Enqueue((sender, new SimMessage.BagSettled(bag)));

    /// <summary>Whether the values of freed objects stay here: somebody refers to them who is not counted.</summary>
    public bool KeepsValues { get; set; }

    public bool FreeObject(ObjectId id)
    {
        Told.Add($"freed {id}");
        return !KeepsValues;
    }

    public void HandleCountZero(ActorId id) => Told.Add($"no handle of {id}");

    public void Forget(SharedId id) => Told.Add($"forgot {id}");

    public void OwnerLost(SharedId id) => Told.Add($"owner lost of {id}");

    public void Lost(SharedId id) => Told.Add($"lost {id}");

    private void Receive(ProcessId from, SimMessage message)
    {
        switch (message)
        {
            case SimMessage.AddBorrow add: Table.AddBorrow(from, add.Id, add.Number, add.Answer); break;
            case SimMessage.RemoveBorrow remove: Table.RemoveBorrow(from, remove.Id, remove.Number); break;
            case SimMessage.BorrowAdded added: Table.BorrowAdded(added.Id, added.Number); break;
            case SimMessage.BorrowRefused refused: Table.BorrowRefused(refused.Id, refused.Number); break;
            case SimMessage.BagSettled settled: Table.BagSettled(from, settled.Bag); break;
        }
    }
}
