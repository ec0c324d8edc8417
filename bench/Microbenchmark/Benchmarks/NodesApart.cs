using System.Diagnostics;
using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

/// <summary>A node's object of 1 GiB is the argument of another node's task: from the call to its answer, over TLS. Beside it the same bytes over nothing but TLS.</summary>
internal sealed class BulkBetweenNodes() : Benchmark("1 GiB to another node over TLS")
{
    private const int Bytes = 1 << 30;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        double[] plain = await PlainTls.MeasureAsync(Bytes, settings.Rounds);
        await using var ray = await Clusters.StartAsync(settings with { Nodes = Math.Max(2, settings.Nodes) }, options => options with { ObjectStoreMemory = Bytes + (256L << 20), MemoryThreshold = null });
        double[] rates = await MoveAsync(ray, settings.Rounds);
        return [Figure.Of(Name, rates, "GB/s"), Figure.Of("1 GiB over plain TLS", plain, "GB/s"), Figure.Of("1 GiB to another node / over plain TLS", [rates.Average() / plain.Average()], "x")];
    }

    protected override Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings) => throw new NotSupportedException("It needs two nodes.");

    private static async Task<double[]> MoveAsync(RayRuntime ray, int rounds)
    {
        var (from, to) = await Clusters.TwoNodesAsync(ray);
        List<double> rates = [];
        for (int round = -1; round < rounds; round++)       // the first makes the pages
        {
            var there = Jobs.Remote.With(On(from)).Bytes(Bytes);
            await Ray.WaitAsync([there]);
            var clock = Stopwatch.StartNew();
            Check.Equal((byte)7, await Jobs.Remote.With(On(to)).LastByte(there));
            if (round >= 0) rates.Add(Bytes / clock.Elapsed.TotalSeconds / 1e9);
            there.Release();
        }
        return [.. rates];
    }

    private static TaskOptions On(NodeId node) => new() { Strategy = SchedulingStrategy.NodeAffinity(node, soft: false) };
}

/// <summary>A node's process is killed: how long until the task that it ran has begun on another.</summary>
internal sealed class NodeLoss() : Benchmark("killed node to its task elsewhere")
{
    public override async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        if (settings.Spark is not null) return [];
        double[] times = new double[settings.Rounds];
        for (int round = 0; round < times.Length; round++)
        {
            await using var ray = await Clusters.StartAsync(settings with { Nodes = 2 });
            times[round] = await MeasureAsync(ray);
        }
        return [Figure.Of(Name, times, "ms")];
    }

    protected override Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings) => throw new NotSupportedException("It needs two nodes, and ends one.");

    private static async Task<double> MeasureAsync(RayRuntime ray)
    {
        var (safe, doomed) = await Clusters.TwoNodesAsync(ray);
        var bell = Bell.Remote.With(new() { Strategy = SchedulingStrategy.NodeAffinity(safe, soft: false), Cpus = 0 }).Create();
        using CancellationTokenSource over = new();
        var watch = Jobs.Remote.With(new() { Strategy = SchedulingStrategy.NodeAffinity(doomed, soft: true) }).Watch(bell, over.Token);
        var first = await bell.Next();
        Check.SmallValue(await Jobs.Remote.With(new() { Strategy = SchedulingStrategy.NodeAffinity(safe, soft: false) }).SmallValue());      // a worker is there, as on any node that is in use
        var second = bell.Next();
        using var node = Process.GetProcessById(first.Process);
        long killed = Stopwatch.GetTimestamp();
        node.Kill();
        var again = await second;
        Check.Equal(true, again.Process != first.Process);
        await over.CancelAsync();
        await Ray.WaitAsync([watch]);
        return Stopwatch.GetElapsedTime(killed, again.Timestamp).TotalMilliseconds;
    }
}
