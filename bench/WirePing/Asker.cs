using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using RaySharp.Security;
using RaySharp.Wire;

namespace WirePing;

/// <summary>Measures round trips of one frame at a time, a stream of frames one way, and a gigabyte.</summary>
internal sealed class Asker(Way way) : IFrameHandler, ILinkEvents
{
    public const string SecretVariable = "WIREPING_SECRET", IdentityVariable = "WIREPING_IDENTITY";
    private const int Rounds = 100_000, Stream = 10_000_000, BulkWindow = 16, BulkRuns = 3;
    private static readonly TimeSpan _pause = TimeSpan.FromMicroseconds(50);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly SemaphoreSlim _credits = new(BulkWindow);
    private readonly long[] _ticks = new long[Rounds];
    private readonly byte[] _ping = new byte[Peer.PingBytes];
    private Outlet? _outlet;
    private byte[] _answer = [];
    private long _sentAt;
    private long _pauseTicks;
    private int _round = -1;

    public async Task RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("rsp").FullName;
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
        using ClusterAuthority authority = ClusterAuthority.Create(TimeProvider.System);
        using NodeIdentity own = authority.Issue(1), childs = authority.Issue(2);
        RemoteOptions? remote = way == Way.Tls ? new() { Identity = own, ListensForNode = true, FindNode = (_, _) => throw new InvalidOperationException("The child dials.") } : null;
        await using WireEndpoint endpoint = WireEndpoint.Start(Peer.Options(folder, way, secret, 1, remote), this, this);
        using TcpListener plain = PlainTls.Listen();
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--child", folder, $"{way}", $"{Environment.ProcessId}", $"{endpoint.Announced}", $"{plain.LocalEndpoint}"]);
        start.Environment[SecretVariable] = Convert.ToHexString(secret);
        start.Environment[IdentityVariable] = Convert.ToHexString(childs.Encode());
        using Process child = Process.Start(start)!;
        if (way == Way.Tls)
            PlainTls.Measure(plain, authority.Certificate, childs.Node);
        await _answered.WaitAsync();
        uint inbox = BitConverter.ToUInt32(_answer);
        _ = endpoint.TryGetLink(Peer.Id(way, 2), out Link? link);
        _outlet = link!.OpenOutlet(inbox);

        for (int warm = 0; warm < 3; warm++)
            PingPong(TimeSpan.Zero);
        Report("at once after each answer");
        PingPong(_pause);
        Report($"{_pause.TotalMicroseconds} us after each answer, both sides asleep");
        for (int warm = 0; warm < 3; warm++)
            Pipeline();
        for (int run = 0; run < BulkRuns; run++)
            Bulk(PlainTls.PieceBytes, BulkWindow);
        Bulk(64 * PlainTls.PieceBytes, 2);
        link.Close();
        await child.WaitForExitAsync();
        await endpoint.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        if (frame is [Peer.Bulk])
        {
            _ = _credits.Release();
            return;
        }
        if (_round < 0 || _round >= Rounds)
        {
            _answer = frame.ToArray();
            _ = _answered.Release();
            return;
        }
        long now = Stopwatch.GetTimestamp();
        _ticks[_round] = now - _sentAt;
        if (++_round == Rounds)
            _ = _answered.Release();
        else
        {
            while (Stopwatch.GetTimestamp() - now < _pauseTicks)
                Thread.SpinWait(10);
            _sentAt = Stopwatch.GetTimestamp();
            _outlet!.Send(_ping, []);
        }
    }

    public void OnDrained()
    {
    }

    public void LinkUp(Link link)
    {
    }

    public void LinkDown(Link link, Exception? reason)
    {
    }

    private void Report(string when)
    {
        Console.WriteLine($"{way,-6} ping-pong of {Peer.PingBytes} bytes, outlet -> inbox thread -> control thread, {when}: {Statistics.Of(_ticks)}");
    }

    private void PingPong(TimeSpan pause)
    {
        _pauseTicks = (long)(pause.TotalSeconds * Stopwatch.Frequency);
        _round = 0;
        _sentAt = Stopwatch.GetTimestamp();
        _outlet!.Send(_ping, []);
        _answered.Wait();
    }

    private void Pipeline()
    {
        byte[] frame = new byte[Peer.CountedBytes];
        long allocated = GC.GetTotalAllocatedBytes(true), deepest = 0;
        long start = Stopwatch.GetTimestamp();
        for (int sent = 0; sent < Stream; sent++)
        {
            _outlet!.Send(frame.AsSpan(0, 8), frame.AsSpan(8), defer: true);
            if (sent % 4096 == 0)
                deepest = Math.Max(deepest, _outlet.QueuedBytes);
        }
        frame[0] = Peer.Report;
        _outlet!.Send(frame, []);
        _answered.Wait();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{way,-6} {Stream} frames of {Peer.CountedBytes} bytes one way: {Stream / seconds / 1e6:0.00} million/s, "
            + $"counted {BitConverter.ToInt64(_answer)}, heap queue up to {deepest >> 20} MiB, "
            + $"{(double)(GC.GetTotalAllocatedBytes(true) - allocated) / Stream:0.00} bytes allocated per frame");
    }

    /// <summary>A gigabyte in pieces, of which a few are under way at a time, as an object is pulled from another node.</summary>
    private void Bulk(int pieceBytes, int window)
    {
        byte[] piece = new byte[pieceBytes];
        piece[0] = Peer.Bulk;
        for (int credit = window; credit < BulkWindow; credit++)
            _credits.Wait();
        long start = Stopwatch.GetTimestamp();
        for (long sent = 0; sent < PlainTls.BulkBytes; sent += piece.Length)
        {
            _credits.Wait();
            _outlet!.Send(piece, []);
        }
        for (int credit = 0; credit < window; credit++)
            _credits.Wait();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _ = _credits.Release(BulkWindow);
        Console.WriteLine($"{way,-6} 1 GiB in pieces of {pieceBytes >> 20} MiB, {window} under way: {PlainTls.BulkBytes / 1e9 / seconds:0.00} GB/s");
    }
}
