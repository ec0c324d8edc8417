using RaySharp.Codecs;

namespace RaySharp.Contracts;

internal sealed class SyncMethod<TResult>(MethodIdentity identity, TaskOptions options, SyncBody<TResult> body, ReturnEncoder<TResult> encode)
    : RemoteMethod(identity, options)
{
    internal override ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel)
    {
        encode(body(self, ref arguments, cancel), returns);
        return default;
    }
}
