namespace RaySharp.Tests.ReferenceCounting;

internal sealed partial class ReferenceSimulation
{
    private void Deliver()
    {
        var busy = _links.Values.Where(static link => link.Waiting.Count > 0 && link.To.IsAlive).ToList();
        if (busy.Count == 0) return;
        for (int turns = 0; turns < 20; turns++)
        {
            var link = Pick(busy);
            if (_random.Next(link.Slowness) > 0) continue;
            Deliver(link);
            return;
        }
    }

    private void Deliver(SimLink link)
    {
        var message = link.Waiting.First!.Value;
        link.Waiting.RemoveFirst();
        link.Delivered.Add(message);
        Handle(link, message);
    }

    private void DeliverAgain()
    {
        if (_mood.FarOwners > 1 && _random.Next(2) == 0) DeliverBorrowAgain(Pick(Alive));
        var used = _links.Values.Where(static link => link.Delivered.Count > 0 && link.To.IsAlive).ToList();
        if (used.Count == 0) return;
        var link = Pick(used);
        Handle(link, Pick(link.Delivered));
    }

    /// <summary>What a process told an owner long ago, once more.</summary>
    private void DeliverBorrowAgain(SimProcess owner)
    {
        var told = _links.Values.Where(link => link.To == owner && link.From.IsAlive).SelectMany(static link => link.Delivered.Where(static message => message is SimMessage.AddBorrow or SimMessage.RemoveBorrow).Select(message => (link, message))).ToList();
        if (told.Count == 0) return;
        var (link, message) = Pick(told);
        Handle(link, message);
    }

    private void Handle(SimLink link, SimMessage message)
    {
        var (from, to) = (link.From.Id, link.To);
        Log($"{from} -> {to.Id}: {message}");
        switch (message)
        {
            case SimMessage.AddBorrow add: to.Table.AddBorrow(from, add.Id, add.Number, add.Answer); break;
            case SimMessage.RemoveBorrow remove: to.Table.RemoveBorrow(from, remove.Id, remove.Number); break;
            case SimMessage.BorrowAdded added: to.Table.BorrowAdded(added.Id, added.Number); break;
            case SimMessage.BorrowRefused refused: to.Table.BorrowRefused(refused.Id, refused.Number); break;
            case SimMessage.BagSettled settled: to.Table.BagSettled(from, settled.Bag); break;
            case SimMessage.Push push: Start(link.From, to, push); break;
            case SimMessage.Reply reply: End(link.From, to, reply); break;
            case SimMessage.Death: Bury(link.From, to); break;
        }
    }

    private void Start(SimProcess from, SimProcess worker, SimMessage.Push push)
    {
        bool isNew = push.Bag == 0 || worker.BagArrived(from.Id, push.Bag, push.References);
        if (!isNew) return;
        if (!worker.SeenTasks.Add(push.Task))
        {
            if (push.Bag != 0 && worker.SettleBag(from.Id, push.Bag)) Send(worker, from.Id, new SimMessage.BagSettled(push.Bag));
            return;
        }
        SimTask task = new(push.Task, from, worker, push.Result, push.References, push.Bag);
        worker.Running.Add(push.Task, task);
        foreach (var id in push.References)
        {
            AddSource(worker, id, (from.Id, id));
            if (worker.TryHold(id)) task.Held.Add(id);
        }
    }

    private void End(SimProcess worker, SimProcess submitter, SimMessage.Reply reply)
    {
        bool isNew = reply.Bag == 0 || submitter.BagArrived(worker.Id, reply.Bag, reply.References);
        if (submitter.Submitted.TryGetValue(reply.Task, out var task) && task.Worker == worker && isNew)
        {
            submitter.Submitted.Remove(reply.Task);
            if (submitter.Holds.ContainsKey(task.Result) || submitter.Table.Contains(task.Result))
            {
                foreach (var id in reply.References) AddSource(submitter, id, (worker.Id, id));
                SetValue(submitter, task.Result, reply.References);
            }
            foreach (var id in task.References) submitter.Release(id);
        }
        if (reply.Bag != 0 && isNew && submitter.SettleBag(worker.Id, reply.Bag)) Send(submitter, worker.Id, new SimMessage.BagSettled(reply.Bag));
        if (reply.SettledBag != 0) submitter.Table.BagSettled(worker.Id, reply.SettledBag);
    }

    private void Kill(SimProcess process)
    {
        Log($"{process.Id} dies");
        process.IsAlive = false;
        foreach (var link in _links.Values.Where(link => link.To == process)) link.Waiting.Clear();
        foreach (var link in _links.Values.Where(link => link.From == process))
        {
            for (int lost = _random.Next(link.Waiting.Count + 1); lost > 0; lost--) link.Waiting.RemoveLast();
        }
        foreach (var other in Alive) Send(process, other.Id, new SimMessage.Death());
    }

    private void Bury(SimProcess dead, SimProcess process)
    {
        process.Buried.Add(dead.Id);
        foreach (var link in _links.Values.Where(link => link.From == dead && link.To == process && _random.Next(2) == 0)) link.Waiting.Clear();   // the rest comes too late
        process.Table.ProcessDied(dead.Id);
        if (_mood.FarOwners > 1) DeliverBorrowAgain(process);       // the numbers of the living still count
        foreach (var task in process.Submitted.Values.Where(task => task.Worker == dead).ToArray()) Retry(process, task);
    }

    private void Retry(SimProcess process, SimTask task)
    {
        process.Submitted.Remove(task.Number);
        var others = Alive.FindAll(other => other != process);
        if (others.Count > 0 && _random.Next(2) == 0)
        {
            Push(process, Pick(others), task.Number, task.Result, task.References, isRetry: true);
            return;
        }
        foreach (var id in task.References) process.Release(id);
    }

    private void Quiesce()
    {
        Log("quiesce");
        for (int turns = 0; ; turns++)
        {
            if (turns > MostTurns) throw Failure($"After {MostTurns} turns there are still messages");
            if (_links.Values.Any(static link => link.Waiting.Count > 0 && link.To.IsAlive)) Deliver();
            else if (Alive.Find(static process => process.Running.Count > 0) is { } process) Finish(process, process.Running.Values.First());
            else return;
            CheckCovers();
        }
    }
}
