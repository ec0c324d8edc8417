using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>What a process holds of the system: memory of its own, shared memory, descriptors, mappings.</summary>
internal sealed record Footprint(int Pid, long PrivateKib, long SharedKib, int Descriptors, int Extents, int Mappings, long Heap)
{
    /// <summary>Of this process, when what nobody refers to is gone.</summary>
    public static Footprint Here()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            GC.WaitForPendingFinalizers();
        }
        string status = File.ReadAllText("/proc/self/status");
        string[] maps = File.ReadAllLines("/proc/self/maps");
        return new(Environment.ProcessId, Kib(status, "RssAnon"), Kib(status, "RssShmem"), Directory.GetFiles("/proc/self/fd").Length,
            maps.Count(static line => line.Contains("extent-", StringComparison.Ordinal)), maps.Length, GC.GetTotalMemory(forceFullCollection: true));
    }

    private static long Kib(string status, string name) => long.Parse(Regex.Match(status, name + @":\s+(\d+) kB").Groups[1].Value);
}

internal static partial class SoakJobs
{
    /// <summary>One in every slot, so that each process is looked at.</summary>
    [RayRemote]
    public static Footprint FootprintAt(string gate)
    {
        Visit.Stay(gate, "to be measured");
        return Footprint.Here();
    }

    /// <summary>Owns objects, and reads them in tasks of its own.</summary>
    [RayRemote]
    public static async Task<ulong> PutAndRead(int length, int seed, CancellationToken cancel)
    {
        var put = await Ray.PutAsync(StoreData.Bytes(length, seed), cancel);
        ulong sum = await StoreJobs.Remote.SumOfBytes(put).GetAsync(cancel: cancel);
        if (seed % 2 == 0) put.Release();
        return sum;
    }

    [RayRemote]
    public static async IAsyncEnumerable<byte[]> Items(int count, int length, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return StoreData.Bytes(length, i);
            await Task.Yield();
        }
    }
}
