using System.Collections.Concurrent;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>Keeps what an inbox receives, for a test to wait for.</summary>
internal sealed class Collector : IFrameHandler
{
    private readonly BlockingCollection<byte[]> _frames = [];
    private readonly SemaphoreSlim _drained = new(0);

    public Action<Link, byte[]>? Hook { get; init; }

    public ConcurrentQueue<Link> From { get; } = [];

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        byte[] copy = frame.ToArray();
        From.Enqueue(from);
        _frames.Add(copy);
        Hook?.Invoke(from, copy);
    }

    public void OnDrained() => _drained.Release();

    public byte[] Next() => _frames.TryTake(out byte[]? frame, WireWorld.Deadline)
        ? frame
        : throw new TimeoutException($"No frame came within {WireWorld.Deadline}; {From.Count} came before.");

    public List<byte[]> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public void AwaitDrained() => Assert.True(_drained.Wait(WireWorld.Deadline), "OnDrained did not come");

    public int Count => From.Count;
}
