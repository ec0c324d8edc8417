using System.Net;
using System.Net.Sockets;
using RaySharp.Tests.Cluster;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public sealed class AcceptorTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<string> _warnings = [];
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Acceptor _acceptor;
    private SocketError _fault = SocketError.TooManyOpenSockets;
    private int _tries;
    private (TimeSpan Wait, Action GoOn)? _asked;

    public AcceptorTests()
    {
        Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        WireOptions options = new() { RunFolder = "", Self = new ProcessId(7), Secret = [], ClusterId = "", Role = "", Time = _time, Warn = _warnings.Add };
        _acceptor = new Acceptor(listener, options, (wait, goOn) => _asked = (wait, goOn)) { Accept = () => Take(listener) };
        _client.Connect(listener.LocalEndPoint!);
    }

    [Fact]
    public void Where_no_descriptor_is_left_each_wait_is_twice_as_long_up_to_a_second()
    {
        for (TimeSpan wait = Acceptor.FirstWait; wait < Acceptor.LongestWait; wait *= 2)
            FailsAndWaits(wait);
        FailsAndWaits(Acceptor.LongestWait);
        FailsAndWaits(Acceptor.LongestWait);
    }

    [Fact]
    public void Once_a_descriptor_is_free_it_accepts_again_and_next_time_waits_shortly()
    {
        FailsAndWaits(Acceptor.FirstWait);
        FailsAndWaits(Acceptor.FirstWait * 2);
        _fault = SocketError.Success;
        using Socket? accepted = _acceptor.TryAccept();
        Assert.Equal(_client.LocalEndPoint, accepted?.RemoteEndPoint);
        Assert.Null(_acceptor.TryAccept());
        Assert.False(_acceptor.IsWaiting, "that nobody is there is no failure");

        using Socket next = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        next.Connect(_acceptor.Listener.LocalEndPoint!);
        _fault = SocketError.TooManyOpenSockets;
        FailsAndWaits(Acceptor.FirstWait);
    }

    [Fact]
    public void It_warns_once_a_minute_not_for_each_try()
    {
        for (TimeSpan passed = default; passed < Acceptor.WarningInterval; passed += Acceptor.LongestWait)
        {
            Assert.Null(_acceptor.TryAccept());
            _asked!.Value.GoOn();
            _time.Advance(Acceptor.LongestWait);
        }
        Assert.Contains("ulimit -n", Assert.Single(_warnings));
        Assert.Null(_acceptor.TryAccept());
        Assert.Equal(2, _warnings.Count);
    }

    [Fact]
    public void Who_is_gone_before_he_is_accepted_delays_nobody()
    {
        _fault = SocketError.ConnectionAborted;
        Assert.Null(_acceptor.TryAccept());
        Assert.False(_acceptor.IsWaiting);
        Assert.Empty(_warnings);
    }

    public void Dispose()
    {
        _acceptor.Dispose();
        _client.Dispose();
    }

    private void FailsAndWaits(TimeSpan wait)
    {
        int before = _tries;
        Assert.Null(_acceptor.TryAccept());
        Assert.True(_acceptor.IsWaiting);
        Assert.Null(_acceptor.TryAccept());
        Assert.Equal(before + 1, _tries);
        Assert.Equal(wait, _asked?.Wait);
        _asked!.Value.GoOn();
        Assert.False(_acceptor.IsWaiting);
    }

    private Socket Take(Socket listener)
    {
        _tries++;
        return _fault == SocketError.Success ? listener.Accept() : throw new SocketException((int)_fault);
    }
}
