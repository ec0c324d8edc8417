using RaySharp.Codecs;

namespace RaySharp.Contracts;

internal sealed class CreationMethod<TActor>(MethodIdentity identity, AsyncBody<TActor> body)
    : RemoteMethod(identity, new TaskOptions()) where TActor : class
{
    internal override Type ActorType => typeof(TActor);

    internal override ValueTask<object> CreateActorAsync(ref CodecReader arguments, CancellationToken cancel) => AwaitAsync(body(null, ref arguments, cancel));

    internal override ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel) =>
        throw new InvalidOperationException($"{Identity.Name} makes an actor and cannot run as a task.");

    private static async ValueTask<object> AwaitAsync(ValueTask<TActor> making) => await making.ConfigureAwait(false);
}
