using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>What a <see cref="DriverChild"/> does in tests of several drivers: it starts a cluster, or joins one.</summary>
internal static class JoiningChild
{
    public static async Task RunAsync(string scenario, string gate)
    {
        RayOptions options = new() { JoinFile = Gate.JoinFileOf(gate), ObjectStoreMemory = 64 << 20, LogToDriver = false };
        if (scenario == "head") await HeadAsync(options with { LocalNodes = 1, Cpus = 2 }, gate);
        else await JoinedAsync(options, gate);
    }

    private static async Task HeadAsync(RayOptions options, string gate)
    {
        await using var ray = await Ray.StartAsync(options);
        Visit.Stay(gate, "head");
    }

    /// <summary>A task that runs, an owned actor, a detached one, and a large object that somebody else's actor keeps.</summary>
    private static async Task JoinedAsync(RayOptions options, string gate)
    {
        await using var ray = await Ray.ConnectAsync(options: options);
        var owned = Tally.Remote.On(ray).With(new() { Name = "owned" }).Create();
        var kept = Tally.Remote.On(ray).With(new() { Name = "kept", Lifetime = ActorLifetime.Detached }).Create();
        await owned.Add(1);
        await kept.Add(1);
        if (await ray.FindActorAsync<Keeper>("keeper") is { } keeper) await keeper.Keep([await ray.PutAsync(StoreData.Bytes(300_000, 1))]);
        var task = WaitJobs.Remote.On(ray).At(gate, $"task {AppContext.BaseDirectory}");
        Visit.Stay(gate, "driver");
        GC.KeepAlive((owned, kept, task));
    }
}
