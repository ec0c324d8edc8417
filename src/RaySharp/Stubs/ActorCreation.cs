using System.ComponentModel;
using RaySharp.Contracts;
using RaySharp.References;
using RaySharp.Runtime;

namespace RaySharp.Stubs;

/// <summary>The creation of an actor: begin, write the arguments, create. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ActorCreation
{
    private readonly RayRuntime _runtime;
    private readonly ActorOptions? _options;
    private readonly ActorClass _class;
    private readonly RemoteMethod _creation;

    private ActorCreation(RayRuntime runtime, ActorOptions? options, ActorClass actorClass, RemoteMethod creation)
    {
        _runtime = runtime;
        _options = options;
        _class = actorClass;
        _creation = creation;
        Arguments = ArgumentWriter.Rent(runtime, creation);
    }

    /// <summary>Takes the arguments, in order.</summary>
    public ArgumentWriter Arguments { get; }

    /// <summary>Begins a creation.</summary>
    /// <param name="target">Where the actor will live and how.</param>
    /// <param name="actorClass">Its class.</param>
    /// <param name="creation">Its constructor or CreateAsync.</param>
    /// <returns>The creation.</returns>
    /// <exception cref="RuntimeNotFoundException">No runtime was named, and none or several run.</exception>
    public static ActorCreation Begin(RemoteTarget<ActorOptions> target, ActorClass actorClass, RemoteMethod creation) =>
        new(target.Runtime ?? RuntimeScope.Current, target.Options, actorClass, creation);

    /// <summary>Creates the actor. Its creation goes on in the background; what it fails with is thrown by the first call.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <returns>A handle.</returns>
    public ActorHandle<TActor> Create<TActor>() where TActor : class
    {
        var entry = _runtime.CreateActor(_class, _options, new CallSubmission
        {
            Method = _creation,
            Arguments = Arguments.Written,
            Splices = Arguments.Splices,
            Carried = Arguments.Carried,
            Returns = 1,
        });
        Arguments.Return();
        return new ActorHandle<TActor>(entry);
    }
}
