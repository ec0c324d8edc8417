using System.Collections.Concurrent;
using RaySharp.References;

namespace RaySharp.Tests.References;

public sealed class UnobservedFailuresTests
{
    private readonly ConcurrentQueue<(ObjectId Id, string Message)> _reports = [];

    private readonly UnobservedFailures _unobserved = new();

    public UnobservedFailuresTests() => _unobserved.Reported += Add;

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
        Assert.Empty(ReportsOf(Drop(static reference => Assert.Throws<InvalidDataException>(() => (Failed(), reference).GetAwaiter().GetResult()))));
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

    [Fact]
    public void Each_runtime_hears_of_its_own_objects_only()
    {
        ConcurrentQueue<ObjectId> others = [];
        UnobservedFailures other = new();
        other.Reported += (id, _) => others.Enqueue(id);
        var id = Drop(static _ => { });
        Assert.Single(ReportsOf(id));
        Assert.Empty(others);
    }

    private ObjectId Drop(Action<ObjectRef<int>> use, Exception? failure = null)
    {
        var reference = Refs.Again(new ReportingEntry(Refs.NewId(), _unobserved));
        reference.Entry.TryFail(() => failure ?? new InvalidDataException("lost"));
        use(reference);
        return reference.Id;
    }

    private static ObjectRef<int> Failed()
    {
        var first = Refs.Pending();
        first.Fail("the first");
        return first;
    }

    private IEnumerable<(ObjectId Id, string Message)> ReportsOf(ObjectId id)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _reports.Where(report => report.Id == id);
    }

    private void Add(ObjectId id, Exception exception) => _reports.Enqueue((id, exception.Message));

    private sealed class ReportingEntry(ObjectId id, UnobservedFailures unobserved) : ObjectEntry(id)
    {
        protected override UnobservedFailures Unobserved => unobserved;
    }
}
