
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
        process.Remembered.Remove(id);
    }

    public void OnLost(SimProcess process, SharedId id, bool byOwner)
    {
        Log($"    {process.Id} loses {id}");
        if (!process.LostHere.Add(id)) throw Failure($"{process.Id} was told twice that {id} is lost");
        if (process.Table.CountOf(id) == 0) throw Failure($"{process.Id} was told that {id} is lost, which it does not hold");
        process.Registered.Remove(id);
        if (byOwner ? _processes.Find(other => other.Id == id.Owner)!.IsAlive : !IsCutOff(process.Id, id))
            throw Failure($"{process.Id} was told that {id} is lost although nothing died that it depends on");
    }

    // Of each holder at any moment: a bag that keeps the object for it, or a word on its way to the owner, or there; or it was told that the object is lost.
    private void CheckCovers()
    {
        foreach (var process in Alive)
        {
            process.LostHere.RemoveWhere(id => process.Table.CountOf(id) == 0);     // who takes it up again is told again
            foreach (var id in process.Holds.Keys)
            {
                if (id.Owner == process.Id || process.LostHere.Contains(id)) continue;
                if (process.Buried.Contains(id.Owner)) throw Failure($"{process.Id} holds {id}, knows that its owner is dead, and was not told that it is lost");
                if (!process.Registered.Contains(id) && !process.IsSheltered(id)) throw Failure($"{process.Id} holds {id}, and neither a bag nor a registration covers it");
            }
        }
    }

    // When nothing moves, each table counts exactly what there is.
    private void CheckCounts()
    {
        foreach (var process in Alive)
        {
            foreach (var id in _processes.SelectMany(static other => other.Holds.Keys).Concat(_values.Values.SelectMany(static content => content)).Distinct())
            {
                int expected = process.Unshared.Contains(id) ? 0 : process.Holds.GetValueOrDefault(id);
                expected += _values.Where(value => value.Key.Owner == process.Id && !Freed.Contains(value.Key)).Sum(value => value.Value.Count(inside => inside == id));
                if (id.Owner == process.Id) expected += Alive.Count(other => other != process && IsHeld(other, id) && !other.LostHere.Contains(id));
                if (process.Table.CountOf(id) != expected) throw Failure($"{process.Id} counts {process.Table.CountOf(id)} of {id} where there are {expected}");
            }
        }
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
