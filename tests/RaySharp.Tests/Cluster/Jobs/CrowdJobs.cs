namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>Jobs that all come to a gate before any of them takes room in the store.</summary>
internal static partial class CrowdJobs
{
    [RayRemote]
    public static async Task<byte[]> Plain(int length, int seed, string gate, CancellationToken cancel)
    {
        await Visit.StayAsync(gate, "plain", cancel);
        return StoreData.Bytes(length, seed);
    }

    /// <summary>Two objects of its own, both alive when it ends.</summary>
    [RayRemote]
    public static async Task<ulong> Put(int length, int seed, string gate, CancellationToken cancel)
    {
        await Visit.StayAsync(gate, "put", cancel);
        var first = await Ray.PutAsync(StoreData.Bytes(length, seed), cancel);
        var second = await Ray.PutAsync(StoreData.Bytes(length, seed + 1), cancel);
        ulong sum = StoreData.Sum(await first.GetAsync(cancel: cancel)) ^ StoreData.Sum(await second.GetAsync(cancel: cancel));
        first.Release();
        second.Release();
        return sum;
    }

    /// <summary>Everybody holds an unfinished buffer before anybody goes on.</summary>
    [RayRemote]
    public static async Task<ReadOnlyMemory<byte>> Allocate(int length, int seed, string gate, CancellationToken cancel)
    {
        await Visit.StayAsync(gate, "allocate", cancel);
        var buffer = Ray.Allocate<byte>(length);
        await Visit.StayAsync(gate, "has a buffer", cancel);
        StoreData.Bytes(length, seed).CopyTo(buffer.Span);
        return buffer.ToReadOnlyMemory();
    }

    [RayRemote]
    public static async Task<Apache.Arrow.RecordBatch> Build(int rows, string gate, CancellationToken cancel)
    {
        await Visit.StayAsync(gate, "build", cancel);
        return BuildJobs.Batch(rows);
    }
}
