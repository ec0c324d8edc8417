using System.Globalization;

namespace RaySharp.Simulation.Store;

public sealed class StoreTests
{
    private const int Seeds = 3000;

    private static readonly string[] _mustHappen =
    [
        "asked to collect", "damaged object lost", "deleted", "disk extent failed", "extent destroyed", "extent in memory", "extent made of a reserve", "extent on disk",
        "extents recalled", "granted though cancelled", "half-empty extent lent", "holes punched for room", "holes punched for the system", "memory extent failed", "message lost with its process",
        "message of a dead process arrived", "move failed", "moved from disk extent to memory", "no room to restore", "object not there", "patience over", "process killed",
        "read beside what had its id before", "reserve cut", "reserve failed", "reserve grown", "restore failed", "restored", "restored to disk extent", "sealed for an owner that is gone",
        "sealed twice", "spill failed", "spilled", "writer refused", "written to disk: larger than all memory", "written to disk: memory full",
    ];

    [Fact]
    public void Every_seed_ends_with_all_requests_answered_once_and_nothing_left()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            int seed = int.Parse(chosen, CultureInfo.InvariantCulture);
            TestContext.Current.TestOutputHelper?.WriteLine(StoreSimulation.Report(seed, lines: int.MaxValue));
            Assert.Null(StoreSimulation.Run(seed, out _));
            return;
        }
        int count = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEEDS"), CultureInfo.InvariantCulture, out int asked) ? asked : Seeds;
        var (firstBad, coverage) = RunAll(count);
        Assert.True(firstBad is null, firstBad is { } bad ? StoreSimulation.Report(bad) : "");
        if (count >= Seeds) Assert.All(_mustHappen, what => Assert.True(coverage.Counts.ContainsKey(what), $"In {count} seeds there was no '{what}': the simulation does not reach it any more."));
    }

    [Fact]
    public void A_seed_replays_step_by_step()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            StoreSimulation.Run(seed, out var first, trace: true);
            StoreSimulation.Run(seed, out var second, trace: true);
            Assert.NotEmpty(first!.TraceLines);
            Assert.Equal(first.TraceLines, second!.TraceLines);
        }
    }

    /// <summary>A message that is lost although nobody died is more than the store promises to survive: the auditor must notice.</summary>
    [Theory]
    [InlineData("ask for an extent")]
    [InlineData("return extent")]
    [InlineData("granted")]
    [InlineData("open")]
    [InlineData("opened")]
    [InlineData("close")]
    [InlineData("delete")]
    [InlineData("extent made")]
    [InlineData("spilled")]
    [InlineData("restored")]
    [InlineData("collected")]
    [InlineData("patience over")]
    public void A_message_lost_is_noticed(string lost) =>
        Assert.Contains(Enumerable.Range(0, 500), seed => StoreSimulation.Run(seed, out _, lose: lost) is not null);

    private static (int? FirstBad, Coverage Coverage) RunAll(int count)
    {
        int firstBad = int.MaxValue;
        Coverage coverage = new();
        Lock gate = new();
        Parallel.For(0, count, (seed, state) =>
        {
            string? problem = StoreSimulation.Run(seed, out var store);
            lock (gate)
            {
                if (store is not null) coverage.Add(store.Coverage);
                if (problem is null) return;
                firstBad = Math.Min(firstBad, seed);
            }
            state.Break();
        });
        return (firstBad == int.MaxValue ? null : firstBad, coverage);
    }
}
