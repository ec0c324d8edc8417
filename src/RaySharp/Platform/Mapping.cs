using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Platform;

/// <summary>A piece of shared memory in this process's address space; counted, and unmapped with its last holder.</summary>
internal sealed class Mapping : SafeHandle
{
    private readonly SafeBuffer? _view;
    private long _present;      // bytes from the start that were made present

    private Mapping(nint address, long length, bool writable, SafeBuffer? view = null) : base(0, ownsHandle: true)
    {
        Length = length;
        IsWritable = writable;
        _view = view;
        SetHandle(address);
    }

    public long Length { get; private set; }

    public bool IsWritable { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Valid while this holder has neither disposed nor released the mapping.</summary>
    public unsafe byte* Pointer => (byte*)handle;

    public static Mapping OfDescriptor(int fd, long length, bool writable = true)
    {
        const int Read = 1, Write = 2, Shared = 1;
        nint address = Libc.Map(0, (nuint)length, writable ? Read | Write : Read, Shared, fd, 0);
        return address != -1
            ? new Mapping(address, length, writable)
            : throw new IOException($"Mapping {length} bytes of shared memory failed: {Marshal.GetLastPInvokeErrorMessage()}. "
                + "Check the limits of address space and mappings (ulimit -v, vm.max_map_count).");
    }

    /// <summary>The first bytes of an open file, by the system calls where they are known, else as .NET does it.</summary>
    public static Mapping OfFile(SafeFileHandle file, long length, bool writable)
    {
        if (!PlatformSupport.SharedMemory)
            return OfView(file, length, writable);
        bool added = false;
        file.DangerousAddRef(ref added);
        try
        {
            return OfDescriptor((int)file.DangerousGetHandle(), length, writable);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>As <see cref="OfFile"/>, on every operating system.</summary>
    public static unsafe Mapping OfView(SafeFileHandle file, long length, bool writable)
    {
        MemoryMappedFileAccess access = writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
        using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(file, null, length, access, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor accessor = mapped.CreateViewAccessor(0, length, access);
        SafeBuffer view = accessor.SafeMemoryMappedViewHandle;
        byte* address = null;
        view.AcquirePointer(ref address);
        return new Mapping((nint)address, length, writable, view);
    }

    public Mapping Share()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return this;
    }

    /// <summary>Gives back what <see cref="Share"/> took.</summary>
    public void Release() => DangerousRelease();

    /// <summary>
    /// Makes the pages present and writable, so that the first write to each is as fast as the next; their bytes stay as they are.
    /// </summary>
    /// <exception cref="IOException">There is no memory for them.</exception>
    public void Prefault(long offset, long length)
    {
        ByteRange.Check(offset, length, Length);
        if (!IsWritable)
            throw new InvalidOperationException("Prefaulting a read-only mapping was asked for. Readers map lazily; prefault the writer's mapping.");
        if (length == 0)
            return;
        long first = offset & -Environment.SystemPageSize;
        if (_view is not null || !TryPopulate(first, offset + length - first))
            Touch(first, offset + length);
        if (first <= _present)
            _present = Math.Max(_present, offset + length);
    }

    /// <summary>As <see cref="Prefault"/>, for the part that was not made present before, from the start on.</summary>
    /// <exception cref="IOException">There is no memory for it.</exception>
    public void PrefaultRest(long length)
    {
        if (_present < length)
            Prefault(_present, length - _present);
    }

    /// <summary>What is above is gone from the file.</summary>
    public void ForgetPresent(long above) => _present = Math.Min(_present, above);

    /// <summary>Gives up the address space above that length, before anybody shares the mapping.</summary>
    public void Truncate(long length)
    {
        long page = Environment.SystemPageSize, kept = (length + page - 1) / page * page;
        if (kept < Length && Libc.Unmap(handle + (nint)kept, (nuint)(Length - kept)) != 0)
            throw new IOException($"Giving up {Length - kept} bytes of address space failed: {Marshal.GetLastPInvokeErrorMessage()}. Check the limit of mappings (vm.max_map_count).");
        Length = length;
        ForgetPresent(length);
    }

    protected override bool ReleaseHandle()
    {
        if (_view is null)
            return Libc.Unmap(handle, (nuint)Length) == 0;
        _view.ReleasePointer();
        return true;
    }

    private bool TryPopulate(long offset, long length)
    {
        const int PopulateWrite = 23, NoSuchAdvice = 22;
        if (Libc.Advise(handle + (nint)offset, (nuint)length, PopulateWrite) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == NoSuchAdvice
            ? false     // kernels before 5.14
            : throw new IOException($"Making {length} bytes of shared memory at {offset} present failed: "
                + $"{Marshal.GetLastPInvokeErrorMessage()}. Reserve them first, and check the memory limit of the cgroup.");
    }

    /// <remarks>Others may write to the pages meanwhile: adding zero bits atomically changes nothing of theirs.</remarks>
    private unsafe void Touch(long offset, long end)
    {
        for (long at = offset; at < end; at += Environment.SystemPageSize)
            _ = Interlocked.Or(ref *(int*)(Pointer + at), 0);
    }
}
