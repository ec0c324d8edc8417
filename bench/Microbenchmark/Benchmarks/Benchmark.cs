using Microbenchmark.Measuring;

namespace Microbenchmark.Benchmarks;

/// <summary>One benchmark. Each gets a cluster of its own, so that none pays for what another left behind.</summary>
internal abstract class Benchmark(string name)
{
    public string Name => name;

    /// <summary>Whether it measures this machine's own shared memory, or sockets, and so says nothing of nodes apart.</summary>
    public virtual bool IsOfOneNode => false;

    /// <summary>Starts the cluster and measures.</summary>
    public virtual async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        await using var ray = await Clusters.StartAsync(settings);
        return await MeasureAsync(settings);
    }

    protected abstract Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings);
}

/// <summary>A benchmark that calls one thing again and again.</summary>
internal abstract class RateBenchmark(string name, double multiplier = 1, bool timed = false, string unit = "/s") : Benchmark(name)
{
    protected const int Batch = 1000;

    protected virtual Task SetUpAsync() => Task.CompletedTask;

    protected abstract Task CallAsync();

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        await SetUpAsync();
        return [await Timeit.RunAsync(Name, settings, CallAsync, multiplier, timed, unit)];
    }
}
