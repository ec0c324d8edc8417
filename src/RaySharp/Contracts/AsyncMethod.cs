using RaySharp.Codecs;

namespace RaySharp.Contracts;

internal sealed class AsyncMethod<TResult>(MethodIdentity identity, TaskOptions options, AsyncBody<TResult> body, ReturnEncoder<TResult> encode)
    : RemoteMethod(identity, options)
{
    internal override ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel)
    {
        var running = body(self, ref arguments, cancel);
        if (!running.IsCompletedSuccessfully) return AwaitAsync(running, returns);
        encode(running.Result, returns);
        return default;
    }

    private async ValueTask AwaitAsync(ValueTask<TResult> running, ReturnWriter returns) => encode(await running.ConfigureAwait(false), returns);
}
