namespace RaySharp.Simulation;

/// <summary>Runs one seed.</summary>
internal static class Simulation
{
    /// <summary>Null if all went well, else what went wrong.</summary>
    public static string? Run(int seed, out SimulatedCluster? cluster, bool trace = false, string? lose = null)
    {
        cluster = null;
        try
        {
            cluster = new SimulatedCluster(seed, trace, lose);
            cluster.Run();
            return null;
        }
        catch (Exception problem)
        {
            return problem is SimulationFailure ? problem.Message : problem.ToString();
        }
    }

    /// <summary>The failure, the seed, and the last lines of the trace.</summary>
    public static string Report(int seed, int lines = 200)
    {
        string? problem = Run(seed, out var cluster, trace: true);
        var trace = cluster?.TraceLines ?? [];
        return $"Seed {seed}: {problem ?? "passes"}{Environment.NewLine}Replay it with RAYSHARP_SEED={seed} dotnet test --project tests/RaySharp.Simulation{Environment.NewLine}"
            + string.Join(Environment.NewLine, trace.Skip(Math.Max(0, trace.Count - lines)));
    }
}
