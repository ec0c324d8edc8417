using RaySharp.Contracts;
using RaySharp.Ownership;

namespace RaySharp.Tests.Ownership;

public sealed class TaskSubmitterTests
{
    private readonly RecordingTasks _effects = new();
    private readonly SchedulingKey _key = new("spec", runsAlone: false);
    private readonly TaskSubmitter _submitter;

    public TaskSubmitterTests() => _submitter = new TaskSubmitter(_effects, maxRequests: 8, MemoryRetries.Default);

    [Theory]
    [InlineData(0)]
    [InlineData(60_000_000_000)]
    public void A_short_task_does_not_wait_for_one_that_takes_long_or_nobody_knows_how_long(long nanos)
    {
        Submit(nanos);
        _submitter.LeaseGranted(1, 1, new ProcessId(101), null);
        Assert.Equal("request 1; push to 1", _effects.Take());
        Submit(1000);
        Assert.Equal("request 2", _effects.Take());
    }

    [Fact]
    public void A_short_task_waits_for_room_among_other_short_ones()
    {
        Submit(600_000);
        _submitter.LeaseGranted(1, 1, new ProcessId(101), null);
        _effects.Take();
        Submit(600_000);
        Assert.Equal("", _effects.Take());
    }

    private void Submit(long nanos)
    {
        MethodProfile profile = new();
        if (nanos > 0) profile.Measured(nanos);
        _submitter.Submit(new PendingTask { Key = _key, Profile = profile });
    }
}
