using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RaySharp.Security;

namespace WirePing;

/// <summary>What the links are held against: an SslStream on a TCP socket with the same certificates, and nothing else.</summary>
internal static class PlainTls
{
    public const long BulkBytes = 1L << 30;
    public const int PieceBytes = 1 << 20;
    private const int Rounds = 100_000, BulkRuns = 3;

    /// <summary>The child's side: echoes pings, then swallows the bulk and acknowledges each run.</summary>
    public static void Serve(NodeIdentity identity, IPEndPoint parent)
    {
        using TcpClient client = new() { NoDelay = true };
        client.Connect(parent);
        using SslStream tls = new(client.GetStream());
        tls.AuthenticateAsServer(identity.ServerOptions());
        byte[] buffer = new byte[PieceBytes];
        for (int round = 0; round < 2 * Rounds; round++)
        {
            tls.ReadExactly(buffer, 0, Peer.PingBytes);
            tls.Write(buffer, 0, Peer.PingBytes);
        }
        for (int run = 0; run < BulkRuns; run++)
        {
            for (long left = BulkBytes; left > 0;)
                left -= tls.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            tls.Write([1]);
        }
    }

    public static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    public static void Measure(TcpListener listener, byte[] authority, uint node)
    {
        using TcpClient client = listener.AcceptTcpClient();
        client.NoDelay = true;
        using SslStream tls = new(client.GetStream());
        tls.AuthenticateAsClient(new ServerCheck(authority, node).Options());
        byte[] ping = new byte[Peer.PingBytes];
        long[] ticks = new long[Rounds];
        for (int round = 0; round < 2 * Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            tls.Write(ping);
            tls.ReadExactly(ping);
            ticks[round % Rounds] = Stopwatch.GetTimestamp() - start;
        }
        Console.WriteLine($"plain SslStream ({tls.NegotiatedCipherSuite}), blocking echo of {Peer.PingBytes} bytes: {Statistics.Of(ticks)}");
        byte[] piece = new byte[PieceBytes];
        for (int run = 0; run < BulkRuns; run++)
        {
            long start = Stopwatch.GetTimestamp();
            for (long sent = 0; sent < BulkBytes; sent += piece.Length)
                tls.Write(piece);
            tls.ReadExactly(ping, 0, 1);
            Console.WriteLine($"plain SslStream, 1 GiB: {BulkBytes / 1e9 / Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} GB/s");
        }
    }
}
