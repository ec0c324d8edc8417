using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>One extent as this process has it mapped: for reading once somebody reads, for writing once it may. Stays mapped, since pages once touched are fast.</summary>
internal sealed class MappedExtent(string path, long bytes) : IDisposable
{
    private readonly Lock _lock = new();
    private Mapping? _readable;
    private Mapping? _writable;
    private bool _isAdopted;

    /// <summary>A hold on the mapping: release it.</summary>
    /// <exception cref="IOException">The extent is gone, or cannot be mapped.</exception>
    public Mapping Share(bool writable)
    {
        lock (_lock)
        {
            ref var mapping = ref writable ? ref _writable : ref _readable;
            if (mapping is null)
            {
                using var segment = SharedSegment.Open(path, bytes, writable);
                mapping = segment.Map(writable);
            }
            return mapping.Share();
        }
    }

    /// <summary>Another part of this process has it mapped for writing: one mapping will do, and its pages may be there already.</summary>
    public void Adopt(Mapping writable)
    {
        lock (_lock)
        {
            if (_writable is not null) return;
            _writable = writable.Share();
            _isAdopted = true;
        }
    }

    /// <summary>What others hold stays mapped until they release it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _readable?.Dispose();
            if (_isAdopted) _writable?.Release();
            else _writable?.Dispose();
            _readable = _writable = null;
        }
    }
}
