using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RaySharp.Tests.Cluster;

/// <summary>
/// A network: whatever connects here is connected to the target, and can be cut off from it, each way by itself. What is sent meanwhile, the end of
/// a connection included, is on its way until the network is whole again, as TCP has it.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _forth = Open(), _back = Open();

    public Relay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The port that is connected to.</summary>
    public TaskCompletionSource<int> Target { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing arrives any more, of what goes to the target or of what comes from there.</summary>
    public void Cut(bool forth, bool back)
    {
        if (forth) _forth = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (back) _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Mend()
    {
        _forth.TrySetResult();
        _back.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();      // before, accepting would call it still
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var from = await _listener.AcceptSocketAsync(_stop.Token);
                Socket to = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(from);
                _sockets.Add(to);
                from.NoDelay = to.NoDelay = true;
                await to.ConnectAsync(IPAddress.Loopback, await Target.Task.WaitAsync(_stop.Token), _stop.Token);
                _pumps.Add(PumpAsync(from, to, () => _forth.Task));
                _pumps.Add(PumpAsync(to, from, () => _back.Task));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or nobody listens there.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<Task> isOpen)
    {
        byte[] bytes = new byte[64 * 1024];
        try
        {
            int received;
            do
            {
                received = await ReceiveAsync(from, bytes);
                while (isOpen() is { IsCompleted: false } cut) await cut.WaitAsync(_stop.Token);
                for (int sent = 0; sent < received;) sent += await to.SendAsync(bytes.AsMemory(sent, received - sent), _stop.Token);
            }
            while (received > 0);
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Whoever it was for is gone.
        }
        from.Close();
        to.Close();
    }

    /// <summary>Bytes; 0 when the connection is over, however it ended.</summary>
    private async Task<int> ReceiveAsync(Socket from, byte[] bytes)
    {
        try
        {
            return await from.ReceiveAsync(bytes, _stop.Token);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
