using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.ObjectMemory;
using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>The large ones among the objects of a call go to the store, before the answer tells of them.</summary>
internal static class Results
{
    /// <summary>Stores what is large. The calling thread waits while the store has no room; its task gives its CPU back meanwhile.</summary>
    /// <param name="returns">The objects.</param>
    /// <param name="task">The call.</param>
    /// <param name="store">The store.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    /// <returns>For each object the length of its encoding, negative where it is in the store; null where none is.</returns>
    public static long[]? Store(ReturnWriter returns, TaskId task, ObjectStore store, CancellationToken cancel)
    {
        long[]? lengths = null;
        for (int i = 0; i < returns.Count; i++)
        {
            if (!ObjectStore.IsLarge(returns[i])) continue;
            lengths ??= new long[returns.Count];
            lengths[i] = -BlockedThread.Until(store.StoreAsync(returns[i], new ObjectId(task, (uint)i), cancel).AsTask());
        }
        for (int i = 0; i < lengths?.Length; i++)
        {
            if (lengths[i] == 0) lengths[i] = returns[i].TotalLength;
        }
        return lengths;
    }

    /// <summary>What was encoded, in one piece.</summary>
    public static ReadOnlySpan<byte> Inline(CodecWriter writer)
    {
        if (writer.TotalLength == writer.Length) return writer.Written;
        byte[] whole = GC.AllocateUninitializedArray<byte>((int)writer.TotalLength);
        writer.CopyTo(whole);
        return whole;
    }
}
