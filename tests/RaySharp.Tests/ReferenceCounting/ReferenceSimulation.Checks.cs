
namespace RaySharp.Tests.ReferenceCounting;

internal sealed partial class ReferenceSimulation
{
    // From whom a process has a reference: (process, reference), or (itself, object in whose value it was).
    private readonly Dictionary<(ProcessId, SharedId), HashSet<(ProcessId, SharedId)>> _sources = [];

    public void OnFreed(SimProcess owner, SharedId id)
    {
        Log($"    {owner.Id} frees {id}");
        if (!Freed.Add(id) && !_deaths) throw Failure($"{id} was freed twice");
        FreedByTable++;
        foreach (var process in Alive)
        {
            if (IsHeld(process, id) && !IsCutOff(process.Id, id)) throw Failure($"{id} was freed although {process.Id} holds it");
        }
        foreach (var link in _links.Values.Where(static link => link.From.IsAlive && link.To.IsAlive))
        {
            if (link.Waiting.Any(message => message.Carried().Contains(id)) && !IsCutOff(link.From.Id, id))
                throw Failure($"{id} was freed although it is on its way from {link.From.Id} to {link.To.Id}");
        }
    }

    public void OnForgotten(SimProcess process, SharedId id)
    {
        if (id.Owner == process.Id || IsHeld(process, id)) throw Failure($"{process.Id} forgets {id}, which it holds or owns");
        process.LostHere.Remove(id);
    }

    public void OnLost(SimProcess process, SharedId id, bool byOwner)
    {
        Log($"    {process.Id} loses {id}");
        process.LostHere.Add(id);
        if (byOwner ? _processes.Find(other => other.Id == id.Owner)!.IsAlive : !IsCutOff(process.Id, id))
            throw Failure($"{process.Id} was told that {id} is lost although nothing died that it depends on");
    }

    private void CheckLosses()
    {
        foreach (var process in Alive)
        {
            foreach (var id in process.Holds.Keys)
            {
                bool isGone = Freed.Contains(id) || !_processes.Find(other => other.Id == id.Owner)!.IsAlive;
                if (isGone && id.Owner != process.Id && !process.LostHere.Contains(id)) throw Failure($"{process.Id} holds {id}, which is gone, and was not told");
            }
        }
    }

    private bool IsHeld(SimProcess process, SharedId id) => process.Holds.ContainsKey(id)
        || _values.Any(value => value.Key.Owner == process.Id && !Freed.Contains(value.Key) && value.Value.Contains(id));

    private void AddSource(SimProcess process, SharedId id, params (ProcessId, SharedId)[] sources)
    {
        if (!_sources.TryGetValue((process.Id, id), out var known)) _sources.Add((process.Id, id), known = []);
        known.UnionWith(sources);
    }

    // A process that died while a reference went through it may take the protection of those behind it along: they may lose the object, but must be told.
    private bool IsCutOff(ProcessId process, SharedId id) => _deaths && IsCutOff((process, id), []);

    private bool IsCutOff((ProcessId Process, SharedId Id) place, HashSet<(ProcessId, SharedId)> seen)
    {
        if (!_processes.Find(process => process.Id == place.Process)!.IsAlive) return true;
        if (!seen.Add(place) || !_sources.TryGetValue(place, out var sources)) return false;
        return sources.Any(source => IsCutOff(source, seen));
    }
}
