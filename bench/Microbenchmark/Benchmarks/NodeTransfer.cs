using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microbenchmark.Measuring;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Wire;
using RaySharp.Worker;

namespace Microbenchmark.Benchmarks;

/// <summary>An object of 1 GiB goes from one node's store to another's, over a Unix socket: two node hosts in this process, without workers. The first time its pages are new.</summary>
internal sealed class NodeTransfer() : Benchmark("1 GiB object to another node")
{
    private const int Bytes = 1 << 30;

    public override bool IsOfOneNode => true;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        string folder = SessionFiles.Create();
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
        try
        {
            await using var from = Start(1, folder, secret);
            await using var to = Start(2, folder, secret);
            byte[] value = GC.AllocateUninitializedArray<byte>(Bytes);
            Array.Fill(value, (byte)7);
            double first = await MoveAsync(from.Core, to.Core, value);
            double[] rates = new double[settings.Rounds];
            for (int round = 0; round < rates.Length; round++) rates[round] = Bytes / await MoveAsync(from.Core, to.Core, value) / 1e9;
            return [Figure.Of(Name, rates, "GB/s"), Figure.Of("first 1 GiB object to another node", [Bytes / first / 1e9], "GB/s")];
        }
        finally
        {
            SessionFiles.Remove(folder);
        }
    }

    protected override Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings) => throw new NotSupportedException("It needs nodes of its own.");

    private static NodeHost Start(uint node, string folder, byte[] secret)
    {
        var options = new RayOptions { Cpus = 0, Transport = Transport.Sockets, ObjectStoreMemory = Bytes + (256L << 20), MemoryThreshold = null };
        var seat = new NodeSeat(node, ProcessId.HostOf(1), "bench", secret);
        NodeHost host = new(seat, NodeSettings.Of(options), folder, "node", inProcess: true, NullLogger.Instance, receiver: null, sender: null, storage: null, new MemoryLimits());
        host.Start();
        return host;
    }

    /// <summary>Seconds from asking to having it, in place.</summary>
    private static async Task<double> MoveAsync(CoreProcess from, CoreProcess to, byte[] value)
    {
        var put = await new CoreRuntime(from, static () => ValueTask.CompletedTask).PutAsync<ReadOnlyMemory<byte>>(value);
        put.Entry.AddHold();        // as if the reference had travelled
        double seconds = await ReadAsync(to, put.Id);
        put.Entry.ReleaseHold();
        put.Release();
        for (int pass = 0; pass < 2; pass++)
        {
            GC.Collect();       // what is read in place is let go
            GC.WaitForPendingFinalizers();
        }
        to.Store.Opens.TellNow();
        return seconds;
    }

    private static async Task<double> ReadAsync(CoreProcess to, ObjectId id)
    {
        var clock = Stopwatch.StartNew();
        var there = await new ObjectRef<ReadOnlyMemory<byte>>(to.Objects.GetEntry(id), CodecRegistry.Get<ReadOnlyMemory<byte>>());
        double seconds = clock.Elapsed.TotalSeconds;
        Check.Equal(Bytes, there.Length);
        Check.Equal((byte)7, MemoryMarshal.GetReference(there.Span[^1..]));
        return seconds;
    }
}
