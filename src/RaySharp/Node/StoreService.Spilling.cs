using Microsoft.Extensions.Logging;
using RaySharp.Spilling;
using RaySharp.Store;

namespace RaySharp.Node;

/// <summary>(3): to disk, and back.</summary>
internal sealed partial class StoreService
{
    private bool _isFreeing;

    void INodeStoreEffects.Spill(ulong batch, IReadOnlyList<StoredObject> objects)
    {
        SpillRecord[] records = [.. objects.Select(stored => new SpillRecord(SpillId.Of(stored.Id), [_extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length)]))];
        Work(async () =>
        {
            IReadOnlyList<SpillLocation> locations;
            try
            {
                locations = await FusedFile.WriteAsync(_storage, records, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception fault)     // whatever a storage throws: who waits for room must not wait for ever
            {
                Decide(() => _store.SpillFailed(batch, fault.Message));
                return;
            }
            Decide(() =>
            {
                _files.Add(locations);
                _store.Spilled(batch, [.. locations.Cast<object>()]);
            });
        });
    }

    void INodeStoreEffects.Restore(StoredObject stored)
    {
        var place = _extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length);
        if (stored.Source is var (extent, offset))
        {
            var file = _extents[extent.Id];     // by reading: who touches mapped pages of a disk that fails is ended by the system
            Work(() => RestoreAsync(stored, "its file cannot be read", () => OwnThread.RunAsync(() => file.Read(offset, place.Span), CancellationToken.None)));
            return;
        }
        var location = (SpillLocation)stored.OnDisk!;
        Work(() => RestoreAsync(stored, "its copy on disk cannot be used", () => FusedFile.RestoreAsync(_storage, location, SpillId.Of(stored.Id), [place], CancellationToken.None)));
    }

    private async Task RestoreAsync(StoredObject stored, string failure, Func<Task> restore)
    {
        try
        {
            await restore().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Decide(() => _store.RestoreFailed(stored, $"{failure}: {fault.Message}"));
            return;
        }
        Decide(() => _store.Restored(stored));
    }

    void INodeStoreEffects.DropSpilled(object location) => _files.Remove((SpillLocation)location);

    /// <summary>One thread at a time: what is dropped meanwhile is freed after it.</summary>
    private void FreeDisk()
    {
        if (_isFreeing || _files.Sweep() is not { Count: > 0 } gaps) return;
        _isFreeing = true;
        Work(() => FreeAsync(gaps));
    }

    private async Task FreeAsync(IReadOnlyList<SpillGap> gaps)
    {
        List<Exception> faults = [];
        foreach (var gap in gaps)
        {
            try
            {
                if (gap.IsFile) await _storage.DeleteAsync(gap.File, CancellationToken.None).ConfigureAwait(false);
                else await _storage.FreeAsync(gap.File, gap.Offset, gap.Length, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                faults.Add(fault);      // it goes with the folder
            }
        }
        if (faults.Count > 0) _core.Logger.LogWarning("Parts of spilled files that nobody needs any more keep their space until the end, {Failed} of {Parts}: {Fault}", faults.Count, gaps.Count, faults[0].Message);
        Decide(() => _isFreeing = false);
    }
}
