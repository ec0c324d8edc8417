using System.Runtime.CompilerServices;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>Jobs that meet their test at a gate.</summary>
internal static partial class WaitJobs
{
    [RayRemote] public static string At(string gate, string says) => Visit.Stay(gate, says);

    [RayRemote] public static int NumberAt(string gate, string says) => int.Parse(Visit.Stay(gate, says));

    [RayRemote] public static Task<string> AtAsync(string gate, string says, CancellationToken cancel) => Visit.StayAsync(gate, says, cancel);

    [RayRemote]
    public static async Task<string> ThrowWhenCancelled(string gate, CancellationToken cancel)
    {
        using var registration = cancel.Register(static () => throw new InvalidOperationException("a callback throws"));
        return await Visit.StayAsync(gate, "waits", cancel);
    }

    [RayRemote]
    public static int LengthAt(byte[] bytes, string gate, string says)
    {
        Visit.Stay(gate, says);
        return bytes.Length;
    }

    /// <summary>Submits more than its process may have pending.</summary>
    [RayRemote] public static int SubmitMany(int bytes, string gate) => Enumerable.Range(0, 100).Select(i => Remote.LengthAt(new byte[bytes], gate, "child")).ToArray().Length;

    [RayRemote]
    public static int After(int first, string gate, string says)
    {
        Visit.Stay(gate, says);
        return first;
    }

    /// <summary>Waits for a child of its own, which waits at the gate.</summary>
    [RayRemote]
    public static async Task<string> ChildAt(string gate, string says, int levels, CancellationToken cancel) =>
        levels == 0 ? await Visit.StayAsync(gate, says, cancel) : await Remote.ChildAt(gate, says, levels - 1).GetAsync(cancel: cancel);

    /// <summary>Starts a child when it is cancelled itself, and waits for that.</summary>
    [RayRemote]
    public static async Task<string> ChildAfterCancel(string gate, CancellationToken cancel)
    {
        try
        {
            return await Visit.StayAsync(gate, "parent", cancel);
        }
        catch (OperationCanceledException)
        {
            return await Remote.AtAsync(gate, "late child").GetAsync(cancel: CancellationToken.None);
        }
    }

    /// <summary>Nobody else may be in here: the file is there while one is.</summary>
    [RayRemote]
    public static void Alone(string file)
    {
        using FileStream mark = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    [RayRemote]
    public static async IAsyncEnumerable<int> Numbers(int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 3 == 0) await Task.Yield();
            cancel.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    /// <summary>Comes to the gate before it makes the items named, and when it ends.</summary>
    [RayRemote]
    public static async IAsyncEnumerable<int> NumbersAt(string gate, int count, int[] stops, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                if (stops.Contains(i)) await Visit.StayAsync(gate, $"{i}", cancel);
                yield return i;
            }
        }
        finally
        {
            await Visit.StayAsync(gate, cancel.IsCancellationRequested ? "cancelled" : "ended", CancellationToken.None);
        }
    }

    [RayRemote]
    public static async IAsyncEnumerable<int> NumbersThenFail(int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++) yield return i;
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        throw new InvalidOperationException("enough");
    }
}
