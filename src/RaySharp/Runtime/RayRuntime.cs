using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;
using RaySharp.Runtime;

namespace RaySharp;

/// <summary>A cluster as this process uses it: remote calls run on it, objects live in it.</summary>
public abstract class RayRuntime : IAsyncDisposable, ILargeArguments
{
    private protected RayRuntime() { }

    /// <summary>Puts a value into the cluster.</summary>
    /// <typeparam name="T">Its type; one that remote methods mention or <see cref="RaySerializableAttribute"/> names.</typeparam>
    /// <param name="value">The value; later changes to it are not seen.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    /// <returns>A reference to it.</returns>
    /// <exception cref="CodecException">The type has no codec, or the value cannot be encoded.</exception>
    public abstract ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default);

    /// <summary>Finds an actor by name.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="actorNamespace">The name's namespace; null for the runtime's own.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>A handle, or null where there is none.</returns>
    /// <exception cref="ArgumentException">The actor of that name is of another class.</exception>
    public abstract Task<ActorHandle<TActor>?> FindActorAsync<TActor>(string name, string? actorNamespace = null, CancellationToken cancel = default) where TActor : class;

    /// <summary>Ends an actor at once; calls that wait fail.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="noRestart">False lets it restart, if its <see cref="ActorOptions.MaxRestarts"/> allows.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Ends when the actor is dead.</returns>
    public abstract Task KillAsync(ActorHandle actor, bool noRestart = true, CancellationToken cancel = default);

    /// <summary>Makes remote calls of this flow of control run on this runtime, until disposed.</summary>
    /// <returns>Ends the scope.</returns>
    public IDisposable Use() => RuntimeScope.Enter(this);

    /// <summary>Ends the runtime and all that it started.</summary>
    /// <returns>Ends when nothing is left.</returns>
    public abstract ValueTask DisposeAsync();

    ObjectEntry? ILargeArguments.TryStore(CodecWriter argument) => TryStoreArgument(argument);

    internal abstract ObjectEntry? TryStoreArgument(CodecWriter argument);

    internal abstract ObjectEntry SubmitTask(in CallSubmission call);

    internal abstract ObjectEntry[] SubmitTaskMany(in CallSubmission call);

    internal abstract ObjectStreamEntry SubmitStream(in CallSubmission call);

    internal abstract ActorEntry CreateActor(ActorClass actorClass, ActorOptions? options, in CallSubmission creation);
}
