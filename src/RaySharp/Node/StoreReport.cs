using RaySharp.Messages;
using RaySharp.Store;

namespace RaySharp.Node;

/// <summary>What the store's books say, for a report.</summary>
internal static class StoreReport
{
    public static StoreBooks Of(NodeStore store, ulong number, int most) => new(
        number,
        store.Capacity,
        store.Committed - store.FreeBytes,
        store.Reserved,
        store.Objects.Sum(static stored => stored.OnDisk is null ? 0 : stored.Length),
        store.WaitingCount,
        store.ObjectCount,
        [.. store.Objects.OrderByDescending(static stored => stored.Length).Take(Math.Max(0, most)).Select(static stored =>
            new StoreBooks.Entry(stored.Id, stored.Length, stored.Writer, stored.IsInMemory, stored.OnDisk is not null, [.. stored.Readers.Select(static reader => reader.Value).Order()]))]);
}
