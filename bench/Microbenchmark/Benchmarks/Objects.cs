using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

internal sealed class GetCalls() : RateBenchmark("single client get calls", timed: true)
{
    private ObjectRef<int>? _value;

    protected override async Task SetUpAsync() => _value = await Ray.PutAsync(7);

    protected override async Task CallAsync() => Check.Equal(7, await _value!);
}

internal sealed class PutCalls() : RateBenchmark("single client put calls", timed: true)
{
    protected override async Task CallAsync() => Check.Equal(true, (await Ray.PutAsync(0)).IsCompleted);
}

internal sealed class MultiClientPutCalls() : RateBenchmark("multi client put calls", multiplier: 1000)
{
    protected override async Task CallAsync() => Check.Equal(1000, (await Ray.WhenAll(Enumerable.Range(0, 10).Select(_ => Jobs.Remote.PutSmall(100)).ToArray())).Sum());
}

internal sealed class PutGigabytes() : RateBenchmark("single client put gigabytes", multiplier: 0.8, timed: true, unit: "GB/s")
{
    private readonly long[] _zeros = new long[10 * Jobs.EightyMebibytes];

    protected override async Task CallAsync()
    {
        var put = await Ray.PutAsync(_zeros);
        Check.Equal(true, put.IsCompleted);
        put.Release();
    }
}

internal sealed class MultiClientPutGigabytes() : RateBenchmark("multi client put gigabytes", multiplier: 8, unit: "GB/s")
{
    protected override async Task CallAsync() => Check.Equal(100, (await Ray.WhenAll(Enumerable.Range(0, 10).Select(_ => Jobs.Remote.PutLarge(10)).ToArray())).Sum());
}

internal sealed class GetObjectOfRefs() : RateBenchmark("single client get object containing 10k refs", timed: true)
{
    private const int Refs = 10_000;
    private ObjectRef<ObjectRef<int>[]>? _refs;

    protected override async Task SetUpAsync()
    {
        _refs = Jobs.Remote.ManyRefs(Refs);
        Check.Equal(Refs - 1, await (await _refs)[^1]);
    }

    protected override async Task CallAsync() => Check.Equal(Refs, (await _refs!).Length);
}

internal sealed class WaitRefs() : RateBenchmark("single client wait 1k refs", timed: true)
{
    protected override async Task CallAsync()
    {
        IReadOnlyList<ObjectRef<byte[]>> ready, rest = [.. Enumerable.Range(0, Batch).Select(_ => Jobs.Remote.SmallValue())];
        for (int i = 0; i < Batch; i++)
        {
            (ready, rest) = await Ray.WaitAsync(rest);
            Check.SmallValue(await ready.Single());
        }
        Check.Equal(0, rest.Count);
    }
}
