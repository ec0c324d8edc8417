using System.Globalization;

namespace RaySharp.Simulation.Autoscaling;

public sealed class ScalingTests
{
    private const int Seeds = 2000;

    private static readonly string[] _mustHappen = ["came", "died", "gave back what was kept", "grew", "held an object", "left", "let go of what was on its way", "lost with its node", "said no", "stayed after all"];

    [Fact]
    public void Every_seed_ends_with_all_work_done_and_the_fewest_nodes()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            string? found = Run(int.Parse(chosen, CultureInfo.InvariantCulture), out var one, traced: true);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, one.TraceLines));
            Assert.Null(found);
            return;
        }
        int count = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEEDS"), CultureInfo.InvariantCulture, out int asked) ? asked : Seeds;
        Coverage coverage = new();
        for (int seed = 0; seed < count; seed++)
        {
            string? problem = Run(seed, out var world);
            if (problem is not null)
            {
                Run(seed, out world, traced: true);
                Assert.Fail($"Seed {seed}: {problem}{Environment.NewLine}{string.Join(Environment.NewLine, world.TraceLines.TakeLast(80))}");
            }
            coverage.Add(world.Coverage);
        }
        if (count >= Seeds) Assert.All(_mustHappen, what => Assert.True(coverage.Counts.ContainsKey(what), $"In {count} seeds there was no '{what}': the simulation does not reach it any more."));
    }

    [Theory]
    [InlineData("deaf", "work waits for ever")]
    [InlineData("yes", "is ended at its work")]
    public void What_is_broken_on_purpose_is_noticed(string breaks, string problem) =>
        Assert.Contains(Enumerable.Range(0, 200).Select(seed => Run(seed, out _, breaks: breaks)), found => found?.Contains(problem, StringComparison.Ordinal) == true);

    private static string? Run(int seed, out SimulatedScaling world, bool traced = false, string? breaks = null)
    {
        world = new SimulatedScaling(seed, traced, breaks);
        try
        {
            world.Run();
            return null;
        }
        catch (SimulationFailure failure)
        {
            return failure.Message;
        }
    }
}
