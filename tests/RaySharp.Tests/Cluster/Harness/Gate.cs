using System.Net.Sockets;

namespace RaySharp.Tests.Cluster;

/// <summary>Where remote code meets its test: it comes with a word, and stays until it is let go. The test knows that it runs; it runs as long as the test wants.</summary>
internal sealed class Gate : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private readonly List<Visitor> _received = [];    // one that is collected lets go, whatever its test meant

    public Gate()
    {
        Name = Path.Combine(Path.GetTempPath(), $"gate-{Guid.NewGuid():N}"[..18]);
        _listener.Bind(new UnixDomainSocketEndPoint(Name));
        _listener.Listen(4096);
    }

    /// <summary>What remote code is told.</summary>
    public string Name { get; }

    /// <summary>Whether somebody is here who was not received.</summary>
    public bool IsVisited => _listener.Poll(0, SelectMode.SelectRead);

    public Task<Visitor> NextAsync(string phase) => NextAsync(Waits.Patience, phase);

    public async Task<Visitor> NextAsync(TimeSpan patience, string phase)
    {
        var accepted = _listener.AcceptAsync();
        await Waits.Within(patience, accepted, phase);
        var stream = new NetworkStream(await accepted, ownsSocket: true);
        var reader = new StreamReader(stream);
        string[] words = (await reader.ReadLineAsync().Within(phase) ?? "0 gone").Split(' ', 2);
        Visitor visitor = new(stream, reader, int.Parse(words[0]), words[1]);
        lock (_received) _received.Add(visitor);
        return visitor;
    }

    /// <summary>The join file of a test that has this gate.</summary>
    public static string JoinFileOf(string gate) => gate + "-join";

    public async Task<Visitor[]> NextAsync(int count, string phase)
    {
        var visitors = new Visitor[count];
        for (int i = 0; i < count; i++) visitors[i] = await NextAsync($"{phase} ({i} of {count} came)");
        return visitors;
    }

    /// <summary>Who is here still finds that the test is gone: a thread of this process would else stay for ever, and the runtime that it belongs to waits for it when it ends.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        lock (_received) _received.ForEach(static visitor => visitor.Leave());
        File.Delete(Name);
        File.Delete(JoinFileOf(Name));     // a head that was killed leaves it
    }
}

/// <summary>Remote code that waits at a gate.</summary>
internal sealed class Visitor(NetworkStream stream, StreamReader reader, int pid, string says)
{
    public int Pid => pid;

    public string Says => says;

    public void LetGo(string answer = "go")
    {
        using (stream) stream.Write(System.Text.Encoding.UTF8.GetBytes(answer + "\n"));
    }

    /// <summary>Nobody answers it any more.</summary>
    public void Leave() => stream.Dispose();

    /// <summary>It went away without being let go: cancelled, or its process is gone.</summary>
    public async Task GoneAsync(string phase)
    {
        try
        {
            Assert.Null(await reader.ReadLineAsync().Within(phase));
        }
        catch (IOException)
        {
            // Killed while the connection was open.
        }
    }
}

internal static class Visit
{
    /// <summary>Stays on this thread until it is let go.</summary>
    public static string Stay(string gate, string says)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(gate));
        using var stream = new NetworkStream(socket);
        using var writer = new StreamWriter(stream);
        writer.WriteLine($"{Environment.ProcessId} {says}");
        writer.Flush();
        using var reader = new StreamReader(stream);
        return reader.ReadLine() ?? throw new IOException("The test is gone.");
    }

    public static async Task<string> StayAsync(string gate, string says, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(gate), cancel);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{Environment.ProcessId} {says}\n"), cancel);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancel) ?? throw new IOException("The test is gone.");
    }
}
