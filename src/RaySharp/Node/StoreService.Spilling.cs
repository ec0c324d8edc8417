using RaySharp.Spilling;
using RaySharp.Store;

namespace RaySharp.Node;

/// <summary>(3): to disk, and back.</summary>
internal sealed partial class StoreService
{
    void INodeStoreEffects.Spill(ulong batch, IReadOnlyList<StoredObject> objects)
    {
        SpillRecord[] records = [.. objects.Select(stored => new SpillRecord(SpillId.Of(stored.Id), [_extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length)]))];
        Work(async () =>
        {
            try
            {
                var locations = await FusedFile.WriteAsync(_storage, records, CancellationToken.None).ConfigureAwait(false);
                Decide(() =>
                {
                    _files.Add(locations);
                    _store.Spilled(batch, [.. locations.Cast<object>()]);
                });
            }
            catch (SpillFailedException fault)
            {
                Decide(() => _store.SpillFailed(batch, fault.Message));
            }
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
                Decide(() => _store.Restored(stored));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SpillCorruptException)
            {
                Decide(() => _store.RestoreFailed(stored, $"its copy on disk cannot be used: {fault.Message}"));
            }
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

    void INodeStoreEffects.DropSpilled(object location)
    {
        var spilled = (SpillLocation)location;
        if (_files.Remove(spilled)) Work(() => _storage.DeleteAsync(spilled.File, CancellationToken.None));
    }
}
