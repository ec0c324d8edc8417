using RaySharp;

namespace Microbenchmark.Remote;

/// <summary>Ray's AsyncActor: the same, one turn at a time.</summary>
[RayActor]
internal sealed partial class AsyncEcho
{
    private static readonly byte[] _small = [.. "ok"u8];

    public async Task<byte[]> SmallValue() => await Task.FromResult(_small);

    public async Task<int> SmallValueWithArg(int value) => await Task.FromResult(value);
}
