using System.Net.Sockets;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace RaySharp.Spark.Connection;

/// <summary>Makes the HTTP/2 channel to a server.</summary>
internal static class SparkChannel
{
    /// <summary>Spark sends results in messages of up to this size.</summary>
    private const int LargestMessage = 128 << 20;

    public static GrpcChannel Open(SparkConnectionString target, Action<SocketsHttpHandler>? configure)
    {
        SocketsHttpHandler handler = new()
        {
            // One connection carries as many calls as the server allows, often 100: operations that run for hours must not shut out the others.
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = !target.IsLoopback,
            ConnectCallback = ConnectAsync,
        };
        configure?.Invoke(handler);
        return GrpcChannel.ForAddress(target.Address, new()
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestMessage,
            MaxSendMessageSize = null,
        });
    }

    /// <summary>Calls that carry the token and the headers that the connection string names.</summary>
    /// <param name="calls">Calls that do not.</param>
    /// <param name="target">What the connection string says.</param>
    public static CallInvoker WithHeaders(CallInvoker calls, SparkConnectionString target) => calls.Intercept(metadata =>
    {
        if (target.Token != null) metadata.Add("authorization", $"Bearer {target.Token}");
        foreach (var (name, value) in target.Headers) metadata.Add(name, value);
        return metadata;
    });

    // TCP's own keep-alive notices a peer that vanished. HTTP/2 pings would, too, but Spark's server takes one every few seconds for an attack.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
