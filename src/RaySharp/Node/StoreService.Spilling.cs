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
        if (stored.Source is var (file, offset))
        {
            Move(stored, _extents[file.Id], offset);
            return;
        }
        var location = (SpillLocation)stored.OnDisk!;
        var place = _extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length);
        Work(async () =>
        {
            try
            {
                await FusedFile.RestoreAsync(_storage, location, SpillId.Of(stored.Id), [place], CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                Decide(() => _store.RestoreFailed(stored, $"its copy on disk cannot be used: {fault.Message}"));
                return;
            }
            Decide(() => _store.Restored(stored));
        });
    }

    /// <summary>From a file to memory, by reading: who touches mapped pages of a disk that fails is ended by the system.</summary>
    private void Move(StoredObject stored, NodeExtent file, long offset)
    {
        var place = _extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length);
        Work(() => OwnThread.RunAsync(
            () =>
            {
                try
                {
                    file.Read(offset, place.Span);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    Decide(() => _store.RestoreFailed(stored, $"its file cannot be read: {fault.Message}"));
                    return;
                }
                Decide(() => _store.Restored(stored));
            },
            CancellationToken.None));
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
        if (faults.Count > 0) _core.Logger.LogWarning("{Failed} of {Parts} parts of spilled files that nobody needs any more keep their space until the end: {Fault}", faults.Count, gaps.Count, faults[0].Message);
        Decide(() => _isFreeing = false);
    }
}
