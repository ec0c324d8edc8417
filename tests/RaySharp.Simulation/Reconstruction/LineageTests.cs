using System.Globalization;

namespace RaySharp.Simulation.Reconstruction;

public sealed class LineageTests
{
    private const int Seeds = 4000;

    private static readonly string[] _mustHappen =
    [
        "collected late", "could not be made again", "could not be made again: another failed", "crashed while it ran again", "dropped for the budget", "lost and made again",
        "lost: Dropped", "lost: NoRetries", "lost: NoRetries of an argument", "lost: NoTask", "lost: NoTask of an argument", "node lost", "run again", "run again and failed: crashed",
        "run again and failed: thrown", "run again with arguments made for it",
    ];

    [Fact]
    public void Every_seed_ends_with_all_that_can_be_made_again_readable_and_nothing_left()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            Assert.Null(Run(int.Parse(chosen, CultureInfo.InvariantCulture), out var one));
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, one.TraceLines));
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
                Assert.Fail($"Seed {seed}: {problem}{Environment.NewLine}{string.Join(Environment.NewLine, world.TraceLines.TakeLast(100))}");
            }
            coverage.Add(world.Coverage);
        }
        if (count >= Seeds) Assert.All(_mustHappen, what => Assert.True(coverage.Counts.ContainsKey(what), $"In {count} seeds there was no '{what}': the simulation does not reach it any more."));
    }

    [Fact]
    public void A_seed_replays_step_by_step()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Run(seed, out var first, traced: true);
            Run(seed, out var second, traced: true);
            Assert.Equal(first.TraceLines, second.TraceLines);
        }
    }

    [Fact]
    public void What_is_never_told_to_be_unreferenced_is_noticed() =>
        Assert.Contains("is kept", Run(Enumerable.Range(0, 100).First(seed => Run(seed, out _, breaks: "unreferenced") is not null), out _, breaks: "unreferenced")!.Replace("are kept", "is kept", StringComparison.Ordinal));

    private static string? Run(int seed, out SimulatedLineage world, bool traced = false, string? breaks = null)
    {
        world = new SimulatedLineage(seed, traced, breaks);
        try
        {
            world.Run();
            return null;
        }
        catch (Exception problem)
        {
            return problem is SimulationFailure ? problem.Message : problem.ToString();
        }
    }
}
