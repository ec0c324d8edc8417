using RaySharp.Codecs;

namespace RaySharp.Contracts;

internal sealed class CreationMethod<TActor>(MethodIdentity identity, AsyncBody<TActor> body)
    : RemoteMethod(identity, new TaskOptions()) where TActor : class
{
    /// <summary>Makes the actor.</summary>
    internal ValueTask<TActor> CreateAsync(ref CodecReader arguments, CancellationToken cancel) => body(null, ref arguments, cancel);

    internal override ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel) =>
        throw new InvalidOperationException($"{Identity.Name} makes an actor and cannot run as a task.");
}
