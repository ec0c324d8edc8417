namespace RaySharp.Tests.Cluster.Jobs;

internal static partial class NestedJobs
{
    /// <summary>How many tasks a tree of this depth and fan-out has.</summary>
    [RayRemote]
    public static async Task<int> Tree(int depth, int fan, CancellationToken cancel)
    {
        if (depth == 0) return 1;
        var children = Enumerable.Range(0, fan).Select(_ => Remote.Tree(depth - 1, fan)).ToArray();
        return 1 + (await Ray.WhenAll(children, cancel)).Sum();
    }

    /// <summary>A chain of tasks that each start leaves, too.</summary>
    [RayRemote]
    public static async Task<int> Comb(int depth, int leaves, CancellationToken cancel)
    {
        var ends = Enumerable.Range(0, leaves).Select(_ => Remote.Leaf()).ToArray();
        int deeper = depth == 0 ? 0 : await Remote.Comb(depth - 1, leaves).GetAsync(cancel: cancel);
        return 1 + deeper + (await Ray.WhenAll(ends, cancel)).Sum();
    }

    [RayRemote] public static int Leaf() => 1;

    /// <summary>Waits the synchronous way: on its slot's thread.</summary>
    [RayRemote]
#pragma warning disable RAY0201 // on purpose: a wait that holds the slot's thread must still give its CPU back
    public static int BlockingChain(int depth) => depth == 0 ? 1 : 1 + Remote.BlockingChain(depth - 1).GetAsync().GetAwaiter().GetResult();
#pragma warning restore RAY0201

    [RayRemote]
    public static async Task<int> DrainWithWait(int count, CancellationToken cancel)
    {
        IReadOnlyList<ObjectRef<int>> ready, rest = [.. Enumerable.Range(0, count).Select(_ => Remote.Leaf())];
        int sum = 0;
        while (rest.Count > 0)
        {
            (ready, rest) = await Ray.WaitAsync(rest, cancel: cancel);
            foreach (var one in ready) sum += await one;
        }
        return sum;
    }
}
