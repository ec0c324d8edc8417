using System.Globalization;

namespace RaySharp.Spark.Tests.Shares;

public sealed class ShareSimulationTests
{
    private const int Seeds = 3000;

    private static readonly string[] _mustHappen =
        ["became a node", "became a placeholder", "found its anchor missing", "a query ran beside", "executor lost", "node left", "process died", "operation failed", "placeholder waited", "taken back"];

    [Fact]
    public void Every_seed_ends_with_nodes_that_are_backed_and_no_core_taken_beside()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            SimulatedShares one = new(int.Parse(chosen, CultureInfo.InvariantCulture));
            string? problem = one.Run();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, one.Trace));
            Assert.Null(problem);
            return;
        }
        int count = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEEDS"), CultureInfo.InvariantCulture, out int asked) ? asked : Seeds;
        HashSet<string> coverage = [];
        for (int seed = 0; seed < count; seed++)
        {
            SimulatedShares world = new(seed);
            if (world.Run() is { } problem) Assert.Fail($"Seed {seed}: {problem}{Environment.NewLine}{string.Join(Environment.NewLine, world.Trace.TakeLast(60))}");
            coverage.UnionWith(world.Coverage);
        }
        if (count >= Seeds) Assert.All(_mustHappen, what => Assert.True(coverage.Contains(what), $"In {count} seeds there was no '{what}': the simulation does not reach it any more."));
    }

    [Fact]
    public void Tasks_that_are_not_given_back_are_noticed() =>
        Assert.Contains(Enumerable.Range(0, 100).Select(static seed => new SimulatedShares(seed, "interrupt").Run()), static problem => problem is not null);
}
