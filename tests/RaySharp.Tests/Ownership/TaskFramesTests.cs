using RaySharp.ObjectMemory;
using RaySharp.Ownership;
using RaySharp.References;
using RaySharp.Tests.References;

namespace RaySharp.Tests.Ownership;

public sealed class TaskFramesTests
{
    [Fact]
    public void Values_that_fit_into_no_frame_are_refused_with_the_numbers_before_they_are_put_together()
    {
        var entry = new ObjectEntry(Refs.NewId());
        entry.TryComplete(new byte[ObjectStore.InlineLimit]);
        byte[] frame = new byte[TaskFrames.HeaderSize];
        List<(int, ObjectEntry)> fit = Splices(9_000), tooMany = Splices(11_000);
        Assert.Null(TaskFrames.WhyNotSplice("Sum", frame, fit));
        var refused = Assert.IsType<PendingCallsLimitExceededException>(TaskFrames.WhyNotSplice("Sum", frame, tooMany)!.ToException());
        Assert.Contains("'Sum' was not sent", refused.Message);
        Assert.Contains($"{TaskFrames.MostBytes} can travel", refused.Message);

        List<(int, ObjectEntry)> Splices(int count) => [.. Enumerable.Repeat((0, entry), count)];
    }
}
