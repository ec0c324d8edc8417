using System.Net.Sockets;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>What tasks on this machine wait at until it is opened.</summary>
internal sealed class TaskGate : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _visitors = [];

    public TaskGate()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"gate-{Guid.NewGuid():N}"[..18]);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen(100);
    }

    public string Path { get; }

    /// <summary>Ends when a task waits.</summary>
    public async Task SomebodyAsync(CancellationToken cancel) => _visitors.Add(await _listener.AcceptAsync(cancel));

    public void Open()
    {
        _listener.Dispose();
        foreach (var visitor in _visitors) visitor.Dispose();
    }

    public void Dispose()
    {
        Open();
        File.Delete(Path);
    }
}
