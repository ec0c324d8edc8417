using RaySharp.Ownership;

namespace RaySharp.Tests.Ownership;

public sealed class MemoryRetriesTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(1, 6, 32)]
    [InlineData(1, 7, 60)]
    [InlineData(1, int.MaxValue, 60)]
    [InlineData(90, 1, 90)]
    [InlineData(90, 5, 90)]
    [InlineData(0, 9, 0)]
    public void Each_delay_is_twice_the_last_up_to_a_minute(int first, int ends, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new MemoryRetries(1, TimeSpan.FromSeconds(first)).DelayAfter(ends));
}
