using System.Diagnostics;
using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

/// <summary>A million no-op tasks wait while one task holds all CPUs; then they are let go. What an outstanding reference costs the driver is measured while they wait.</summary>
internal sealed class QueuedTasks() : Benchmark("1M queued tasks")
{
    private const int Tasks = 1_000_000;

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        int rounds = settings.Quick ? 1 : 3;
        var (submitted, drained, bytes) = (new double[rounds], new double[rounds], new double[rounds]);
        await RoundAsync(Tasks / 10);
        for (int round = 0; round < rounds; round++) (submitted[round], drained[round], bytes[round]) = await RoundAsync(Tasks);
        return
        [
            Figure.Of("1M queued tasks submitted", submitted),
            Figure.Of("1M queued tasks drained", drained),
            Figure.Of("driver bytes per outstanding ref", bytes, "bytes"),
        ];
    }

    private static async Task<(double Submitted, double Drained, double Bytes)> RoundAsync(int tasks)
    {
        using var release = new CancellationTokenSource();
        await using var holder = Jobs.Remote.With(new() { Cpus = Environment.ProcessorCount }).Hold(release.Token).ValuesAsync().GetAsyncEnumerator();
        Check.Equal(true, await holder.MoveNextAsync());

        var refs = new ObjectRef[tasks];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < tasks; i++) refs[i] = Jobs.Remote.Nothing();
        double submitted = clock.Elapsed.TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / tasks;

        clock.Restart();
        release.Cancel();
        await Ray.WhenAll(refs);
        return (tasks / submitted, tasks / clock.Elapsed.TotalSeconds, bytes);
    }
}
