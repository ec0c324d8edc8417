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
        store.Objects.Count(static stored => !stored.IsCopy),
        [.. store.Objects.Where(static stored => stored.Pull is null).OrderByDescending(static stored => stored.Length).Take(Math.Max(0, most)).Select(static stored =>
            new StoreBooks.Entry(stored.Id, stored.Length, stored.Writer, stored.IsInMemory, stored.OnDisk is not null, stored.IsCopy, [.. stored.Readers.Select(static reader => reader.Value).Order()]))]);
}
