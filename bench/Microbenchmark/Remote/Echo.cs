using RaySharp;

namespace Microbenchmark.Remote;

/// <summary>Ray's Actor: answers at once, on its slot's thread.</summary>
[RayActor]
internal sealed partial class Echo
{
    private static readonly byte[] _small = [.. "ok"u8];

    public byte[] SmallValue() => _small;

    public byte[] SmallValueArg(int value) => value == 0 ? _small : [];
}
