using RaySharp.Platform;
using RaySharp.Spilling;
using RaySharp.Store;
using RaySharp.Texts;

namespace RaySharp.Node;

/// <summary>(1), (4): extents and the reserve are made here.</summary>
internal sealed partial class StoreService
{
    private NodeReserve? _reserve;
    private bool _mayReserve;

    /// <summary>(4) The first result is given, or none is waited for: there is time to make memory ahead.</summary>
    public void ReserveAhead() => Decide(() =>
    {
        _mayReserve = true;
        ReserveMore();
    });

    /// <summary>What was made ahead goes back to the system; no more is made.</summary>
    public void GiveBackReserve() => Decide(_store.GiveBackReserve);

    void INodeStoreEffects.CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve)
    {
        var taken = reserve != 0 && _reserve?.Number == reserve ? _reserve : null;
        if (taken is not null) _reserve = null;
        Work(() => CreateAsync(extent, bytes, onDisk, taken));
    }

    bool INodeStoreEffects.PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts)
    {
        try
        {
            return _memoryFolder is null && parts.All(part => _extents[extent].TryPunch(part.Offset, part.Length));
        }
        catch (IOException)
        {
            return false;
        }
    }

    void INodeStoreEffects.GrowReserve(ulong reserve, long bytes)
    {
        if (_reserve?.Number != reserve) _reserve = new NodeReserve(reserve, _store.Capacity);
        var growing = _reserve;
        growing.Resize(bytes);
        Work(() => BackgroundThread.RunAsync(() =>
        {
            bool failed = false;
            try
            {
                growing.Grow();
            }
            catch (Exception)
            {
                failed = true;      // nobody waits for it; who needs the memory will be told why there is none
            }
            long left = _memory.Read().Left;
            Decide(() => _store.ReserveGrown(reserve, failed, left));
        }));
    }

    void INodeStoreEffects.ShrinkReserve(ulong reserve, long bytes) => _reserve?.Resize(bytes);

    private void ReserveMore()
    {
        if (!_store.WantsReserve) return;
        Work(() => BackgroundThread.RunAsync(() =>
        {
            long left = _memory.Read().Left;
            Decide(() => _store.Reserve(left));
        }));
    }

    private async Task CreateAsync(ulong extent, long bytes, bool onDisk, NodeReserve? reserve)
    {
        NodeExtent made;
        try
        {
            made = await OwnThread.RunAsync(() => Make(extent, bytes, onDisk, reserve), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)     // whatever it is: who waits for room must not wait for ever
        {
            Decide(() => _store.ExtentFailed(extent, $"The object store has no room: of {ByteText.Of(_store.Capacity)}, {ByteText.Of(_store.Committed - _store.FreeBytes)} are in use, and {(onDisk ? "the disk" : "memory")} has none for {ByteText.Of(bytes)}: {fault.Message} "
                + "Let go of references, make room on the disk, or give the store more memory (RayOptions.ObjectStoreMemory)."));
            return;
        }
        bool isWanted = false;
        Decide(() =>
        {
            isWanted = true;
            _extents.Add(extent, made);
            _store.ExtentCreated(extent);
        });
        if (!isWanted) made.Dispose();      // the runtime was disposed meanwhile
    }

    private NodeExtent Make(ulong extent, long bytes, bool onDisk, NodeReserve? reserve)
    {
        string? folder = onDisk ? _diskFolder : _memoryFolder;
        if (folder is not null) Directory.CreateDirectory(folder);
        return reserve?.Take(extent, bytes) ?? NodeExtent.Create(extent, bytes, folder);
    }
}
