namespace RaySharp.Simulation.Store;

/// <summary>Runs one seed.</summary>
internal static class StoreSimulation
{
    /// <summary>Null if all went well, else what went wrong.</summary>
    public static string? Run(int seed, out SimulatedStore? store, bool trace = false, string? lose = null)
    {
        store = null;
        try
        {
            store = new SimulatedStore(seed, trace, lose);
            store.Run();
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
        string? problem = Run(seed, out var store, trace: true);
        var trace = store?.TraceLines ?? [];
        return $"Store seed {seed}: {problem ?? "passes"}{Environment.NewLine}Replay it with RAYSHARP_SEED={seed} dotnet test --project tests/RaySharp.Simulation --output Detailed{Environment.NewLine}"
            + string.Join(Environment.NewLine, trace.Skip(Math.Max(0, trace.Count - lines)));
    }
}
