namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>Tasks that use actors.</summary>
internal static partial class ActorJobs
{
    [RayRemote] public static async Task<int> AddTo(ActorHandle<Tally> tally, int n, CancellationToken cancel) => await tally.Add(n).GetAsync(cancel: cancel);

    [RayRemote] public static async Task<string> AddToTeam(Team team, int n, CancellationToken cancel) => $"{team.Name} {await team.Tally.Add(n).GetAsync(cancel: cancel)}";

    /// <summary>Sends numbers from its own process, in order.</summary>
    [RayRemote]
    public static async Task SendRange(ActorHandle<Tally> tally, int from, int count, CancellationToken cancel) =>
        await Ray.WhenAll(Enumerable.Range(from, count).Select(n => (ObjectRef)tally.See(n)).ToArray().AsEnumerable(), cancel);

    [RayRemote]
    public static async Task<int> AddByName(string name, int n, CancellationToken cancel)
    {
        var tally = await Ray.Current.FindActorAsync<Tally>(name, cancel: cancel);
        return tally is null ? -1 : await tally.Add(n).GetAsync(cancel: cancel);
    }

    /// <summary>The actor's creator is this task's process.</summary>
    [RayRemote] public static ActorHandle<Tally> Make(int start) => Tally.Remote.Create(start);

    /// <summary>Makes a detached actor and one of its own, and comes to the gate when both live.</summary>
    [RayRemote]
    public static async Task MakeTwo(string detached, string owned, string gate, CancellationToken cancel)
    {
        ActorHandle<Tally> first = Tally.Remote.With(new() { Name = detached, Lifetime = ActorLifetime.Detached }).Create(), second = Tally.Remote.With(new() { Name = owned }).Create();
        await Ray.WhenAll([first.Add(0), second.Add(0)], cancel);
        await Visit.StayAsync(gate, "made", cancel);
        GC.KeepAlive((first, second));
    }
}
