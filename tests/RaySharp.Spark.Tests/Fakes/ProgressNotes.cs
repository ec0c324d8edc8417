using System.Collections.Concurrent;

namespace RaySharp.Spark.Tests.Fakes;

/// <summary>Notes what it is told, on the thread that tells it.</summary>
internal sealed class ProgressNotes<T> : IProgress<T>
{
    public ConcurrentQueue<T> All { get; } = new();

    public void Report(T value) => All.Enqueue(value);
}
