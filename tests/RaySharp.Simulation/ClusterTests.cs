using System.Globalization;

namespace RaySharp.Simulation;

public sealed class ClusterTests
{
    private const int Seeds = 3000;

    [Fact]
    public void Every_seed_ends_with_all_tasks_done_once_and_nothing_left()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            int seed = int.Parse(chosen, CultureInfo.InvariantCulture);
            Assert.True(Simulation.Run(seed, out _) is null, Simulation.Report(seed, lines: 2000));
            return;
        }
        int count = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEEDS"), CultureInfo.InvariantCulture, out int asked) ? asked : Seeds;
        int firstBad = int.MaxValue;
        Lock gate = new();
        Parallel.For(0, count, (seed, state) =>
        {
            if (Simulation.Run(seed, out _) is null) return;
            lock (gate) firstBad = Math.Min(firstBad, seed);
            state.Break();
        });
        Assert.True(firstBad == int.MaxValue, firstBad == int.MaxValue ? "" : Simulation.Report(firstBad));
    }
}
