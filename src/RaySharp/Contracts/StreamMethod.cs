using RaySharp.Codecs;

namespace RaySharp.Contracts;

internal sealed class StreamMethod<T, TCodec>(MethodIdentity identity, TaskOptions options, StreamBody<T> body)
    : RemoteMethod(identity, options) where TCodec : struct, ICodec<T>
{
    internal override bool IsStream => true;

    internal override ValueTask InvokeAsync(object? self, ref CodecReader arguments, ReturnWriter returns, IStreamSink? sink, CancellationToken cancel) =>
        SendAllAsync(body(self, ref arguments, cancel), sink!, cancel);

    private static async ValueTask SendAllAsync(IAsyncEnumerable<T> items, IStreamSink sink, CancellationToken cancel)
    {
        await foreach (var item in items.WithCancellation(cancel))
        {
            TCodec.Write(sink.Next(), item);
            await sink.SendAsync(cancel);
        }
    }
}
