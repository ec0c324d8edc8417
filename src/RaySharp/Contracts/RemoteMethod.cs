using System.ComponentModel;
using RaySharp.Codecs;

namespace RaySharp.Contracts;

/// <summary>A method that may run remotely: a task, an actor's creation or an actor's method. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteMethod
{
    private protected RemoteMethod(MethodIdentity identity, TaskOptions options)
    {
        Identity = identity;
        Options = options;
    }

    /// <summary>What the wire knows of it.</summary>
    public MethodIdentity Identity { get; }

    /// <summary>What its attribute says.</summary>
    public TaskOptions Options { get; }

    /// <summary>How long it takes, as this process's calls have shown.</summary>
    internal MethodProfile Profile { get; } = new();

    internal virtual bool IsStream => false;

    /// <summary>Of an actor's creation: its class.</summary>
    internal virtual Type? ActorType => null;

    /// <summary>Makes the descriptor of a synchronous method.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="identity">What the wire knows of it.</param>
    /// <param name="options">What its attribute says.</param>
    /// <param name="body">Runs it.</param>
    /// <param name="encode">Encodes its result.</param>
    /// <returns>The descriptor.</returns>
    public static RemoteMethod Sync<TResult>(MethodIdentity identity, TaskOptions options, SyncBody<TResult> body, ReturnEncoder<TResult> encode) =>
        new SyncMethod<TResult>(identity, options, body, encode);

    /// <summary>Makes the descriptor of an asynchronous method.</summary>
    /// <inheritdoc cref="Sync"/>
    public static RemoteMethod Async<TResult>(MethodIdentity identity, TaskOptions options, AsyncBody<TResult> body, ReturnEncoder<TResult> encode) =>
        new AsyncMethod<TResult>(identity, options, body, encode);

    /// <summary>Makes the descriptor of a method that returns a stream.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <typeparam name="TCodec">Their codec.</typeparam>
    /// <param name="identity">What the wire knows of it.</param>
    /// <param name="options">What its attribute says.</param>
    /// <param name="body">Runs it.</param>
    /// <returns>The descriptor.</returns>
    public static RemoteMethod Stream<T, TCodec>(MethodIdentity identity, TaskOptions options, StreamBody<T> body) where TCodec : struct, ICodec<T> =>
        new StreamMethod<T, TCodec>(identity, options, body);

    /// <summary>Makes the descriptor of an actor's creation: its body returns the actor.</summary>
    /// <typeparam name="TActor">The actor's class.</typeparam>
    /// <param name="identity">What the wire knows of it.</param>
    /// <param name="body">Makes the actor.</param>
    /// <returns>The descriptor.</returns>
    public static RemoteMethod Creation<TActor>(MethodIdentity identity, AsyncBody<TActor> body) where TActor : class =>
        new CreationMethod<TActor>(identity, body);

    /// <summary>Runs the method; when the returned task ends, <paramref name="returns"/> holds the results (or the sink got all items).</summary>
    internal abstract ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel);

    /// <summary>Makes an actor.</summary>
    internal virtual ValueTask<object> CreateActorAsync(ref CodecReader arguments, CancellationToken cancel) =>
        throw new InvalidOperationException($"{Identity.Name} is not the creation of an actor.");
}
