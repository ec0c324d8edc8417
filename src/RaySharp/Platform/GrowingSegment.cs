using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Platform;

/// <summary>
/// A memory file that is made before it is known how large it must be: only its creator knows it. When it is cut to size it is sealed, and a
/// <see cref="SharedSegment"/> from then on. Linux only; not thread-safe.
/// </summary>
internal sealed class GrowingSegment : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Mapping _mapping;
    private readonly string _label;

    /// <param name="label">For people who look at /proc.</param>
    /// <param name="maxBytes">It never grows above that; of address space it takes so much from the start.</param>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public GrowingSegment(string label, long maxBytes)
    {
        _label = label;
        int fd = SealedMemory.CreateOpen(label);
        _file = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            _mapping = Mapping.OfDescriptor(fd, maxBytes);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>So much of it is reserved, and present in the mapping.</summary>
    public long Bytes { get; private set; }

    /// <summary>Makes more of it.</summary>
    /// <exception cref="IOException">There is no memory; it has what it had.</exception>
    public void Grow(long bytes)
    {
        SealedMemory.Resize(_file, Bytes + bytes);
        if (Libc.Allocate(_file, 0, Bytes, bytes) != 0)
            throw new IOException($"Making {bytes} bytes more of {_label} ahead, which has {Bytes}, failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        _mapping.Prefault(Bytes, bytes);
        Bytes += bytes;
    }

    /// <summary>Gives back to the system what is above that size.</summary>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public void Shrink(long bytes)
    {
        if (bytes >= Bytes) return;
        SealedMemory.Resize(_file, bytes);
        Bytes = bytes;
        _mapping.ForgetPresent(bytes);
    }

    /// <summary>Cut or grown to a size for life. What it had is warm; the rest must be reserved. The caller owns both; this is at its end.</summary>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public (SharedSegment Segment, Mapping Mapping) Seal(long bytes)
    {
        Shrink(bytes);
        SealedMemory.Resize(_file, bytes);
        SealedMemory.Seal(_file);
        _mapping.Truncate(bytes);
        return (SharedSegment.OfMemoryFile(_file, bytes), _mapping);
    }

    public void Dispose()
    {
        _file.Dispose();
        _mapping.Dispose();
    }
}
