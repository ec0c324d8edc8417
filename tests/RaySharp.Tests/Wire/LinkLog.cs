using System.Collections.Concurrent;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

internal sealed class LinkLog : ILinkEvents
{
    private readonly BlockingCollection<Link> _ups = [];
    private readonly BlockingCollection<(Link Link, Exception? Reason)> _downs = [];

    public Action? OnDown { get; init; }

    public void LinkUp(Link link) => _ups.Add(link);

    public void LinkDown(Link link, Exception? reason)
    {
        OnDown?.Invoke();
        _downs.Add((link, reason));
    }

    public int Downs => _downs.Count;

    public int Ups => _ups.Count;

    public Link NextUp() => _ups.TryTake(out Link? link, WireWorld.Deadline) ? link : throw new TimeoutException("No link came up.");

    public (Link Link, Exception? Reason) NextDown() =>
        _downs.TryTake(out (Link, Exception?) down, WireWorld.Deadline) ? down : throw new TimeoutException("No link went down.");
}
