using RaySharp.References;

namespace RaySharp;

/// <summary>Calls an actor. Its methods are generated extension methods; an owned actor ends with its last handle.</summary>
public abstract class ActorHandle
{
    private readonly ActorHold _hold;

    private protected ActorHandle(ActorEntry entry)
    {
        Entry = entry;
        _hold = new ActorHold(entry);
    }

    /// <summary>The actor's id.</summary>
    public ActorId Id => Entry.Id;

    internal ActorEntry Entry { get; }

    /// <summary>Lets the actor go before the garbage collector finds out. The handle must not be used afterwards.</summary>
    public void Release() => _hold.Dispose();
}

/// <summary>Calls an actor of a class.</summary>
/// <typeparam name="TActor">The actor's class.</typeparam>
public sealed class ActorHandle<TActor> : ActorHandle where TActor : class
{
    internal ActorHandle(ActorEntry entry) : base(entry) { }
}
