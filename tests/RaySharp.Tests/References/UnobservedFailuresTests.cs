using System.Collections.Concurrent;
using RaySharp.References;

namespace RaySharp.Tests.References;

public sealed class UnobservedFailuresTests : IDisposable
{
    private readonly ConcurrentQueue<(ObjectId Id, string Message)> _reports = [];

    public UnobservedFailuresTests() => UnobservedFailures.Reported += Add;

    public void Dispose() => UnobservedFailures.Reported -= Add;

    [Fact]
    public void A_failure_that_nobody_saw_is_reported_once()
    {
        var id = Drop(static _ => { });
        Assert.Equal("lost", Assert.Single(ReportsOf(id)).Message);
        Assert.Single(ReportsOf(id));
    }

    [Fact]
    public void A_failure_that_was_thrown_or_passed_on_is_not_reported()
    {
        Assert.Empty(ReportsOf(Drop(static reference => Assert.Throws<InvalidDataException>(() => reference.GetAwaiter().GetResult()))));
        Assert.Empty(ReportsOf(Drop(static reference => reference.Entry.ObserveFailure())));
        Assert.Empty(ReportsOf(Drop(static reference => Assert.Throws<InvalidDataException>(() => Ray.WhenAll(reference).GetAwaiter().GetResult()))));
    }

    [Fact]
    public void Waiting_without_asking_for_the_value_does_not_count_as_seeing()
    {
        var id = Drop(static reference => Assert.Single(Ray.WaitAsync([reference]).Result.Ready));
        Assert.Single(ReportsOf(id));
    }

    [Fact]
    public void A_cancelled_task_is_no_failure()
    {
        var id = Drop(static _ => { }, new RemoteTaskCanceledException("cancelled"));
        Assert.Empty(ReportsOf(id));
    }

    private static ObjectId Drop(Action<ObjectRef<int>> use, Exception? failure = null)
    {
        var reference = Refs.Pending();
        reference.Entry.TryFail(() => failure ?? new InvalidDataException("lost"));
        use(reference);
        return reference.Id;
    }

    private IEnumerable<(ObjectId Id, string Message)> ReportsOf(ObjectId id)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _reports.Where(report => report.Id == id);
    }

    private void Add(ObjectId id, Exception exception) => _reports.Enqueue((id, exception.Message));
}
