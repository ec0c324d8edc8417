namespace RaySharp.Actors;

/// <summary>The names of living actors.</summary>
internal sealed class ActorNames
{
    private readonly Dictionary<(string Namespace, string Name), ActorRecord> _byName = [];

    public int Count => _byName.Count;

    public ActorRecord? Find(string @namespace, string? name) => name is null ? null : _byName.GetValueOrDefault((@namespace, name));

    public void Add(ActorRecord record)
    {
        if (record.Registration is { Name: { } name, Namespace: var @namespace }) _byName.Add((@namespace, name), record);
    }

    public void Remove(ActorRecord record)
    {
        if (Find(record.Registration.Namespace, record.Registration.Name) == record) _byName.Remove((record.Registration.Namespace, record.Registration.Name!));
    }

    /// <summary>Why the existing actor cannot be used for this registration; null if it can.</summary>
    public static string? WhyNot(ActorRegistration asked, ActorRegistration existing)
    {
        string taken = $"The name '{asked.Name}' in namespace '{asked.Namespace}' belongs to {existing.Id} of class {existing.ClassName}";
        if (!asked.GetIfExists) return $"{taken}. Choose another name, set GetIfExists, or end that actor first.";
        return asked.ClassId == existing.ClassId ? null : $"{taken}, and an actor of class {asked.ClassName} was asked for. Choose another name.";
    }
}
