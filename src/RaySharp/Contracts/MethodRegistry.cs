using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace RaySharp.Contracts;

/// <summary>The methods and actor classes that this process may run. Generated module initializers fill it; nothing else runs remotely.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MethodRegistry
{
    private static readonly ConcurrentDictionary<ulong, RemoteMethod> _methods = new();
    private static readonly ConcurrentDictionary<ulong, ActorClass> _actors = new();
    private static readonly ConcurrentDictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
    private static readonly ConcurrentBag<Func<Task>> _workerStarts = [];

    /// <summary>Makes an assembly's methods known.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="methods">Its remote methods.</param>
    /// <param name="actors">Its actor classes.</param>
    /// <param name="workerStarts">Its methods marked with <see cref="RayWorkerStartAttribute"/>.</param>
    /// <exception cref="InvalidOperationException">Two methods have one id.</exception>
    public static void Register(Assembly assembly, RemoteMethod[] methods, ActorClass[] actors, params Func<Task>[] workerStarts)
    {
        foreach (var method in methods) Add(method);
        foreach (var actor in actors)
        {
            _actors[actor.Id] = actor;
            foreach (var creation in actor.Creations) Add(creation);
            foreach (var method in actor.Methods) Add(method);
        }
        foreach (var start in workerStarts) _workerStarts.Add(start);
        _assemblies[assembly.GetName().Name!] = assembly;
    }

    internal static IReadOnlyCollection<string> AssemblyNames => [.. _assemblies.Keys.Order(StringComparer.Ordinal)];

    internal static IReadOnlyCollection<Func<Task>> WorkerStarts => _workerStarts;

    internal static IReadOnlyCollection<Assembly> Assemblies => [.. _assemblies.Values];

    internal static bool TryGet(ulong id, [NotNullWhen(true)] out RemoteMethod? method) => _methods.TryGetValue(id, out method);

    internal static bool TryGetActor(ulong id, [NotNullWhen(true)] out ActorClass? actor) => _actors.TryGetValue(id, out actor);

    private static void Add(RemoteMethod method)
    {
        var known = _methods.GetOrAdd(method.Identity.Id, method);
        if (known.Identity.Name != method.Identity.Name)
            throw new InvalidOperationException($"'{known.Identity.Name}' and '{method.Identity.Name}' have the same id {method.Identity.Id:x16}. Rename one of them.");
    }
}
