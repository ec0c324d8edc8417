using RaySharp.Texts;

namespace RaySharp.Tests.Texts;

public sealed class CountTextTests
{
    [Fact]
    public void One_is_one_and_all_else_are_several() =>
        Assert.Equal(["0 nodes", "1 node", "2 nodes", "-1 nodes"], new[] { 0, 1, 2, -1 }.Select(static count => CountText.Of(count, "node")));

    [Fact]
    public void Parts_and_long_numbers_are_written_as_anywhere() =>
        Assert.Equal(["0.5 CPUs", "1 CPU", "1.5 CPUs", "1,234,567 rows", "1 row"], [CountText.Of(0.5, "CPU"), CountText.Of(1.0, "CPU"), CountText.Of(1.5, "CPU"), CountText.Of(1_234_567, "row", "N0"), CountText.Of(1L, "row", "N0")]);
}
