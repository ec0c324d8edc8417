using System.Collections.Concurrent;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>Writers for the results of calls that run at the same time.</summary>
internal sealed class ReturnWriterPool
{
    private readonly ConcurrentBag<ReturnWriter> _idle = [];

    public ReturnWriter Rent(int returns)
    {
        if (!_idle.TryTake(out var writer)) writer = new ReturnWriter(new ReferenceBag());
        writer.Reset(returns);
        return writer;
    }

    public void Return(ReturnWriter writer)
    {
        writer.Clear();
        if (writer.Context is ReferenceBag { IsEmpty: false }) writer.Context = new ReferenceBag();
        _idle.Add(writer);
    }
}
