using System.Diagnostics;
using System.Security.Cryptography;
using RaySharp;
using RaySharp.Wire;

namespace WirePing;

/// <summary>Measures round trips of one frame at a time, and a stream of frames one way.</summary>
internal sealed class Asker(bool rings) : IFrameHandler, ILinkEvents
{
    public const string SecretVariable = "WIREPING_SECRET";
    private const int Rounds = 100_000, Stream = 10_000_000;
    private static readonly TimeSpan _pause = TimeSpan.FromMicroseconds(50);
    private readonly SemaphoreSlim _answered = new(0);
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
        await using WireEndpoint endpoint = WireEndpoint.Start(Peer.Options(folder, rings, secret, 1), this, this);
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--child", folder, $"{rings}", $"{Environment.ProcessId}"]);
        start.Environment[SecretVariable] = Convert.ToHexString(secret);
        using Process child = Process.Start(start)!;
        await _answered.WaitAsync();
        uint inbox = BitConverter.ToUInt32(_answer);
        _ = endpoint.TryGetLink(new ProcessId(2), out Link? link);
        _outlet = link!.OpenOutlet(inbox);

        for (int warm = 0; warm < 3; warm++)
            PingPong(TimeSpan.Zero);
        Report("at once after each answer");
        PingPong(_pause);
        Report($"{_pause.TotalMicroseconds} us after each answer, both sides asleep");
        for (int warm = 0; warm < 3; warm++)
            Pipeline();
        link.Close();
        await child.WaitForExitAsync();
        await endpoint.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
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
        Array.Sort(_ticks);
        Console.WriteLine($"{(rings ? "rings " : "socket")} ping-pong of {Peer.PingBytes} bytes, outlet -> inbox thread -> control thread, {when}: "
            + $"p50 {Micros(Rounds / 2):0.00} us, p99 {Micros(Rounds * 99 / 100):0.00} us, p99.9 {Micros(Rounds * 999 / 1000):0.0} us");
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
        frame[0] = 1;
        _outlet!.Send(frame, []);
        _answered.Wait();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{(rings ? "rings " : "socket")} {Stream} frames of {Peer.CountedBytes} bytes one way: {Stream / seconds / 1e6:0.00} million/s, "
            + $"counted {BitConverter.ToInt64(_answer)}, heap queue up to {deepest >> 20} MiB, "
            + $"{(double)(GC.GetTotalAllocatedBytes(true) - allocated) / Stream:0.00} bytes allocated per frame");
    }

    private double Micros(int at) => _ticks[at] * 1e6 / Stopwatch.Frequency;
}
