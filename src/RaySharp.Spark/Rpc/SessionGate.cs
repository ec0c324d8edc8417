using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RaySharp.Spark.Rpc;

/// <summary>The way of a session's calls. When the session is disposed it is closed: the channel behind would then speak of itself, which no user knows.</summary>
/// <param name="channel">Goes with it; null: it is somebody else's.</param>
internal sealed class SessionGate(IDisposable? channel) : Interceptor, IDisposable
{
    private volatile bool _isClosed;

    public void Dispose()
    {
        _isClosed = true;
        channel?.Dispose();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => Through(() => continuation(request, context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) => Through(() => continuation(request, context));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) => Through(() => continuation(context));

    private TCall Through<TCall>(Func<TCall> call)
    {
        try
        {
            if (!_isClosed) return call();
        }
        catch (ObjectDisposedException) when (_isClosed)
        {
            // The channel, disposed meanwhile.
        }
        throw new ObjectDisposedException(nameof(SparkSession), "This session with Spark was disposed, and has ended. Make another: SparkSession.ConnectAsync.");
    }
}
