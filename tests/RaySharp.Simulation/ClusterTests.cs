using System.Globalization;
using RaySharp.Messages;

namespace RaySharp.Simulation;

public sealed class ClusterTests
{
    private const int Seeds = 4000;

    private static readonly string[] _mustHappen =
    [
        "actor found by name", "actor looked up", "no actor of that name", "actor placed again", "actor stopped in a shared process", "call ended: ActorDied", "call ended: ActorUnavailable",
        "call ended: Cancelled", "dead owner's tasks cancelled", "died: ended for memory", "died: killed", "died: owner killed", "died: poison", "lease asked back",
        "lease refused", "limit of waiting tasks reached", "message doubled", "message lost with its link", "process start failed",
        "process stopped before it was ready", "push met a waiting slot", "task ended: Cancelled", "task ended: Failed", "task pushed again",
        "task pushed into quarantine", "task resumed", "task waits to be run again", "unstarted task taken back",
        "actor placed on another node", "died: node", "node drained", "node too busy to leave", "node not reached", "request sent on more than once", "request sent to another node",
        "task bound to a node granted there", "task ended: infeasible", "waiting request sent on",
        "GPU lent", "process with GPUs used again",
        "driver joined", "died: driver", "died: driver, silently", "detached actor outlives its driver", "endless task of a dead driver",
        "head frozen", "node frozen", "link broke", "died: its link broke", "node that lives declared lost", "message of a lost node that lives refused", "lost node came back and ended",
        "network cut: what a node says", "network cut: what it is told", "network cut: both ways", "network cut: both ways, between two",
        "copy damaged on disk", "copy gone or in doubt", "object could not be made again: its task failed", "object lost for good", "object lost with its owner", "object lost: Dropped", "object lost: NoRetries", "object lost: NoRetries of an argument",
        "deletion came while its object was to be made again", "copy came of an object that was to be made again and had no value",
        "object made again", "object pulled", "object pulled for nobody", "object to be made again", "objects spilled", "owner asked for copies", "pull cancelled",
        "pull failed: the source has none", "pull tried elsewhere", "several wait in one process",
    ];

    [Fact]
    public void Every_seed_ends_with_all_tasks_done_once_and_nothing_left()
    {
        if (Environment.GetEnvironmentVariable("RAYSHARP_SEED") is { Length: > 0 } chosen)
        {
            int seed = int.Parse(chosen, CultureInfo.InvariantCulture);
            TestContext.Current.TestOutputHelper?.WriteLine(Simulation.Report(seed, lines: int.MaxValue));
            Assert.Null(Simulation.Run(seed, out _));
            return;
        }
        int count = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEEDS"), CultureInfo.InvariantCulture, out int asked) ? asked : Seeds;
        var (firstBad, coverage) = RunAll(count);
        Assert.True(firstBad is null, firstBad is { } bad ? Simulation.Report(bad) : "");
        if (count < Seeds) return;
        Assert.All(_mustHappen, what => Assert.True(coverage.Counts.ContainsKey(what), $"In {count} seeds there was no '{what}': the simulation does not reach it any more."));
        Assert.All(MessageTable.Fates, message => Assert.True(coverage.Messages.Contains(message), $"In {count} seeds no '{message.Message}' was {message.Fate}."));
    }

    [Fact]
    public void The_table_of_messages_leaves_none_out() =>
        Assert.Equal(Enum.GetValues<MessageKind>().Except([MessageKind.None]), MessageTable.Simulated.Keys.Concat(MessageTable.Elsewhere.Keys).Order());

    [Fact]
    public void A_seed_replays_step_by_step()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Simulation.Run(seed, out var first, trace: true);
            Simulation.Run(seed, out var second, trace: true);
            Assert.Equal(first!.TraceLines, second!.TraceLines);
        }
    }

    /// <summary>A message that is lost although its link holds is more than the machines promise to survive: the auditor must notice, each time in the same way.</summary>
    [Theory]
    [InlineData("answer")]
    [InlineData("grant")]
    [InlineData("resume")]
    [InlineData("return lease")]
    [InlineData("give back")]
    [InlineData("created")]
    [InlineData("state")]
    [InlineData("call")]
    public void A_failing_seed_is_noticed_and_replays_exactly(string lost)
    {
        int seed = Enumerable.Range(0, 500).First(candidate => Simulation.Run(candidate, out _, lose: lost) is not null);
        string? problem = Simulation.Run(seed, out var first, trace: true, lose: lost);
        Assert.NotNull(problem);
        Assert.Equal(problem, Simulation.Run(seed, out var second, trace: true, lose: lost));
        Assert.Equal(first!.TraceLines, second!.TraceLines);
        Assert.Equal(problem, Simulation.Run(seed, out _, trace: false, lose: lost));
    }

    [Fact]
    public void A_report_names_the_seed_and_how_to_replay_it()
    {
        string report = Simulation.Report(7, lines: 5);
        Assert.StartsWith($"Seed 7: passes{Environment.NewLine}Replay it with RAYSHARP_SEED=7 dotnet test", report);
        Assert.Equal(7, report.Split(Environment.NewLine).Length);
    }

    private static (int? FirstBad, Coverage Coverage) RunAll(int count)
    {
        int firstBad = int.MaxValue;
        Coverage coverage = new();
        Lock gate = new();
        Parallel.For(0, count, (seed, state) =>
        {
            string? problem = Simulation.Run(seed, out var cluster);
            lock (gate)
            {
                if (cluster is not null) coverage.Add(cluster.Coverage);
                if (problem is null) return;
                firstBad = Math.Min(firstBad, seed);
            }
            state.Break();
        });
        return (firstBad == int.MaxValue ? null : firstBad, coverage);
    }
}
