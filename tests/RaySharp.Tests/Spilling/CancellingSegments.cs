using System.Collections;

namespace RaySharp.Tests.Spilling;

/// <summary>Two segments; on the way to the second the write is cancelled.</summary>
internal sealed class CancellingSegments(CancellationTokenSource source) : IReadOnlyList<ReadOnlyMemory<byte>>
{
    private static readonly byte[] _segment = new byte[100];
    private int _passes;

    public int Count => 2;

    public ReadOnlyMemory<byte> this[int index] => _segment;

    /// <remarks>The first pass is the one that adds up the length.</remarks>
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        bool writing = ++_passes > 1;
        yield return _segment;
        if (writing)
            source.Cancel();
        yield return _segment;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
