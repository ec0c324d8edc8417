using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>A piece of shared memory in this process's address space; counted, and unmapped with its last holder.</summary>
internal sealed class Mapping : SafeHandle
{
    private Mapping(nint address, long length) : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle(address);
    }

    public long Length { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Valid while this holder has neither disposed nor released the mapping.</summary>
    public unsafe byte* Pointer => (byte*)handle;

    public static Mapping OfDescriptor(int fd, long length)
    {
        const int ReadWrite = 3, Shared = 1;
        nint address = Libc.Map(0, (nuint)length, ReadWrite, Shared, fd, 0);
        return address != -1
            ? new Mapping(address, length)
            : throw new IOException($"Mapping {length} bytes of shared memory failed: {Marshal.GetLastPInvokeErrorMessage()}. "
                + "Check the limits of address space and mappings (ulimit -v, vm.max_map_count).");
    }

    public Mapping Share()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return this;
    }

    /// <summary>Gives back what <see cref="Share"/> took.</summary>
    public void Release() => DangerousRelease();

    protected override bool ReleaseHandle() => Libc.Unmap(handle, (nuint)Length) == 0;
}
