using System.Runtime.CompilerServices;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Platform;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>
/// Jobs whose first attempt seals objects in the store, in the names of its results, and ends its process before it tells their owner of them: what
/// a worker leaves that is killed at that moment.
/// </summary>
internal static partial class CrashJobs
{
    /// <summary>Sends some items, seals some more that are never sent, and dies.</summary>
    [RayRemote]
    public static async IAsyncEnumerable<byte[]> Items(int count, int length, int sent, int unsent, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            if (i == sent && IsFirst) await SealAndDieAsync(first: sent, unsent, length, cancel);
            yield return StoreData.Bytes(length, i);
        }
    }

    /// <summary>Items that hold a reference; the first attempt dies when it has sent one.</summary>
    [RayRemote]
    public static async IAsyncEnumerable<Kept> Boxes(Kept content, int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            if (i == 1 && IsFirst) await SealAndDieAsync(0, 0, 0, cancel);
            yield return content;
        }
    }

    /// <summary>Dies when some of its results are sealed.</summary>
    [RayRemote(Returns = Returns.Separate)]
    public static async Task<(byte[] First, byte[] Second, byte[] Third, int Small)> Parts(int length, int sealedParts, CancellationToken cancel)
    {
        if (IsFirst) await SealAndDieAsync(0, sealedParts, length, cancel);
        return (StoreData.Bytes(length, 0), StoreData.Bytes(length, 1), StoreData.Bytes(length, 2), length);
    }

    /// <summary>Owns and reads the results of such jobs in a worker.</summary>
    [RayRemote]
    public static async Task<ulong[]> SumsOfAll(int length, CancellationToken cancel)
    {
        List<ulong> sums = [];
        var jobs = Remote.With(new() { MaxRetries = 1, Isolation = Isolation.Process });
        var (first, second, third, _) = jobs.Parts(length, 2);
        foreach (var part in new[] { first, second, third }) sums.Add(StoreData.Sum(await part.GetAsync(cancel: cancel)));
        await foreach (var item in jobs.Items(4, length, 2, 2).WithCancellation(cancel)) sums.Add(StoreData.Sum(await item.GetAsync(cancel: cancel)));
        return [.. sums];
    }

    public static bool IsFirst => RayContext.Current!.Attempt == 1;

    public static async Task SealAndDieAsync(int first, int count, int length, CancellationToken cancel)
    {
        var store = ((CoreRuntime)Ray.Current).Core.Store;
        for (int i = first; i < first + count; i++)
        {
            var writer = CodecWriter.Gathering(null);
            RawArrayCodec<byte>.Write(writer, StoreData.Bytes(length, i));
            await store.StoreAsync(writer, new ObjectId(RayContext.Current!.TaskId, (uint)i), cancel);
        }
        Signals.Send(Environment.ProcessId, Signals.Kill);
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }
}

/// <summary>An actor whose first life ends like those jobs.</summary>
[RayActor]
internal sealed partial class Mortal
{
    public async Task<byte[]> Large(int length, CancellationToken cancel)
    {
        if (CrashJobs.IsFirst) await CrashJobs.SealAndDieAsync(0, 1, length, cancel);
        return StoreData.Bytes(length, 0);
    }

    [RayRemote(Returns = Returns.Separate)]
    public async Task<(byte[] First, byte[] Second)> Parts(int length, CancellationToken cancel)
    {
        if (CrashJobs.IsFirst) await CrashJobs.SealAndDieAsync(0, 1, length, cancel);
        return (StoreData.Bytes(length, 0), StoreData.Bytes(length, 1));
    }

    public int Life() => RayContext.Current!.Attempt;
}

/// <summary>An actor whose first life ends while it makes a stream.</summary>
[RayActor]
internal sealed partial class MortalStream
{
    public async IAsyncEnumerable<byte[]> Items(int count, int length, int sent, int unsent, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            if (i == sent && CrashJobs.IsFirst) await CrashJobs.SealAndDieAsync(sent, unsent, length, cancel);
            yield return StoreData.Bytes(length, i);
        }
    }
}
