using RaySharp;

/// <summary>What every program under test does: one task in a worker, whose answer is printed once.</summary>
public static class Checks
{
    public static async Task<string> RunAsync()
    {
        await using var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 });
        int sum = await Jobs.Remote.On(ray).Add(20, 22);
        bool isElsewhere = await Jobs.Remote.On(ray).Pid() != Environment.ProcessId;
        return $"answer {sum}, in a worker: {isElsewhere}";
    }
}
