using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using RaySharp.Wire;

namespace RaySharp.Benchmarks;

/// <summary>Bare frames between two endpoints, by rings and by sockets. Both live in this process; bench/WirePing measures two.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private const int Batch = 1000;
    private readonly byte[] _frame = new byte[40];
    private readonly Waiter _answers = new();
    private string _folder = "";
    private WireEndpoint? _caller;
    private WireEndpoint? _callee;
    private Outlet? _outlet;

    [Params(true, false)]
    public bool Rings { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("rsb").FullName;
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
        _caller = WireEndpoint.Start(Options(1, secret), _answers, new NoEvents());
        _callee = WireEndpoint.Start(Options(2, secret), new Echo(), new NoEvents());
        var inbox = _callee.OpenInbox("slot", new Echo());
        _outlet = (await _caller.ConnectAsync(new ProcessId(2), CancellationToken.None)).OpenOutlet(inbox.Id);
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        await _caller!.DisposeAsync();
        await _callee!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public void RoundTrip()
    {
        _outlet!.Send(_frame, []);
        _answers.Wait(1);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void BatchThereAndBack()
    {
        for (int i = 0; i < Batch; i++) _outlet!.Send(_frame, [], defer: true);
        _outlet!.Flush();
        _answers.Wait(Batch);
    }

    private WireOptions Options(ulong self, byte[] secret) => new()
    {
        RunFolder = _folder,
        Self = new ProcessId(self),
        Secret = secret,
        ClusterId = "bench",
        Role = "bench",
        UseRings = Rings,
    };

    private sealed class Echo : IFrameHandler
    {
        private Link? _from;

        public void OnFrame(Link from, ReadOnlySpan<byte> frame)
        {
            _from = from;
            from.Control.Send(frame, [], defer: true);
        }

        public void OnDrained() => _from?.Control.Flush();
    }

    private sealed class Waiter : IFrameHandler
    {
        private readonly SemaphoreSlim _drained = new(0);
        private int _count;

        public void Wait(int count)
        {
            while (Volatile.Read(ref _count) < count) _drained.Wait();
            _count = 0;
        }

        public void OnFrame(Link from, ReadOnlySpan<byte> frame) => _count++;

        public void OnDrained() => _drained.Release();
    }

    private sealed class NoEvents : ILinkEvents
    {
        public void LinkUp(Link link) { }

        public void LinkDown(Link link, Exception? reason) { }
    }
}
