using RaySharp.ObjectMemory;
using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Objects;

/// <summary>What the books and the lineage have done for them.</summary>
internal sealed partial class ObjectsShell : ICopyEffects, ILineageEffects
{
    void ICopyEffects.Keep(uint node, ObjectId[] ids) => _cluster.Network.SendControl(_me.Id, ProcessId.HostOf(node), new Note("copies keep", ids[0]), () => _cluster.Node(node).Objects.Keep(ids));

    void ICopyEffects.Delete(uint node, ObjectId[] ids)
    {
        var known = _known.GetValueOrDefault(ids[0]);
        if (known is { IsExpected: true }) throw new SimulationFailure($"{_me.Id} has node {node} delete {known}, which its task makes again: the word may come when it is there.");
        _cluster.Network.Send(_me.Id, ProcessId.HostOf(node), new Note("object delete", ids[0]), () =>
        {
            if (known is { IsBeingRemade: true }) _cluster.Coverage.Add("deletion came while its object was to be made again");
            _cluster.Node(node).Objects.Delete(ids);
        });
    }

    void ICopyEffects.AskDeletions(uint node, ulong number) => _cluster.Network.SendControl(_me.Id, ProcessId.HostOf(node), new Note("ask for deletions", null, number),
        () => _cluster.Network.SendControl(ProcessId.HostOf(node), _me.Id, new Note("deletions done", null, number), () => DeletionsDone(node, number)));

    void ICopyEffects.AskOwner(ulong number, ObjectId id, uint[] without, string reason) => _cluster.Network.SendControl(_me.Id, id.Task.Owner, new Note("copies lost", id, number),
        () => _cluster.Owner(id.Task.Owner).Objects.Copies.Asked(_me.Id, number, id, without, reason));

    void ICopyEffects.Answer(ProcessId asker, ulong number, CopiesAnswer answer) => _cluster.Network.SendControl(_me.Id, asker, new Note("copies found", null, number),
        () => _cluster.Owner(asker).Objects.Copies.Answered(_me.Id, number, answer));

    bool ILineageEffects.TryHold(LineageTask task, ObjectId argument)
    {
        var known = _known[argument];
        if (known.HasValue)
        {
            known.References++;
            ((SimObject)task.Recipe).Held.Add(known);
            return true;
        }
        known.Number = 0;
        _todo.Enqueue(() => Delete(argument, null));
        return false;
    }

    void ILineageEffects.LetGo(LineageTask task)
    {
        var made = (SimObject)task.Recipe;
        SimObject[] held = [.. made.Held];
        made.Held.Clear();
        _todo.Enqueue(() => Array.ForEach(held, Release));
    }

    void ILineageEffects.Run(LineageTask task)
    {
        int retriesLeft = task.RetriesLeft;
        var made = (SimObject)task.Recipe;
        foreach (var id in task.Arguments)
        {
            if (!made.Held.Exists(held => held.Id == id)) throw new SimulationFailure($"{made} is made again, and its argument {id} is not held.");
        }
        _todo.Enqueue(() =>
        {
            made.IsExpected = _lineage.WantedOf(task).Count > 0;
            if (made is { IsExpected: true, HasValue: false })
            {
                made.Number = 0;
                Copies.Expect(made.Id);
            }
            made.IsBeingRemade = true;
            _fence.Pass(Nodes(), () => Later(0, () => _me.RunAgain(made.Task, task, retriesLeft)));
        });
    }

    void ILineageEffects.Fail(ObjectId id, LineageFailure failure)
    {
        var known = _known[id];
        known.Failure = failure;
        known.IsBeingRemade = false;
        _todo.Enqueue(() => Copies.NotRemade(id, Reconstruction(id, "", failure)));
    }

    void ILineageEffects.Dropped(LineageTask task) { }

    void ILineageEffects.Forget(ObjectId id) => _known[id].IsBeingRemade = false;
}
