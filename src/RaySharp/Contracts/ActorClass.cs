using System.ComponentModel;

namespace RaySharp.Contracts;

/// <summary>A class whose objects may live as actors. Of generated code.</summary>
/// <param name="id">64-bit hash of assembly simple name and metadata name.</param>
/// <param name="name">The class, for people.</param>
/// <param name="options">What its attribute says.</param>
/// <param name="isAsync">Whether one of its public methods is asynchronous.</param>
/// <param name="creations">Its constructors or CreateAsync methods.</param>
/// <param name="methods">Its public methods.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ActorClass(ulong id, string name, ActorOptions options, bool isAsync, RemoteMethod[] creations, RemoteMethod[] methods)
{
    /// <summary>64-bit hash of assembly simple name and metadata name.</summary>
    public ulong Id { get; } = id;

    /// <summary>The class, for people.</summary>
    public string Name { get; } = name;

    /// <summary>What its attribute says.</summary>
    public ActorOptions Options { get; } = options;

    /// <summary>The class itself, as its creation declares it.</summary>
    internal Type? Type => Creations.Count > 0 ? Creations[0].ActorType : null;

    internal bool IsAsync { get; } = isAsync;

    internal IReadOnlyList<RemoteMethod> Creations { get; } = creations;

    internal IReadOnlyList<RemoteMethod> Methods { get; } = methods;
}
