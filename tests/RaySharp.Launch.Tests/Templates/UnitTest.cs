using Xunit;

public sealed class UnitTest
{
    [Fact]
    public async Task A_task_runs_in_a_worker() => Assert.Equal("answer 42, in a worker: True", await Checks.RunAsync());
}
