using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Platform;

/// <summary>
/// Memory files that nobody can shrink or grow. Without the seals a peer that truncates the file kills every .NET process
/// that touches the mapping (SIGBUS, cannot be caught).
/// </summary>
internal static class SealedMemory
{
    private const int SealSeal = 1, SealShrink = 2, SealGrow = 4, Required = SealSeal | SealShrink | SealGrow;
    private const int AddSeals = 1033, GetSeals = 1034;

    /// <summary>A new sealed memory file of zeroes; the caller closes the descriptor.</summary>
    public static int Create(string name, long bytes)
    {
        int fd = CreateOpen(name);
        if (Libc.Truncate(fd, bytes) == 0 && Libc.FileControl(fd, AddSeals, Required) == 0)
            return fd;
        IOException failure = Failure($"Sizing and sealing a memory file of {bytes} bytes", "Check the memory limit of the cgroup.");
        Descriptor.Close(fd);
        throw failure;
    }

    /// <summary>A new empty memory file that is to be sized and sealed; the caller closes the descriptor.</summary>
    public static int CreateOpen(string name)
    {
        const uint CloseOnExec = 1, AllowSealing = 2;
        int fd = Libc.MemfdCreate(name, CloseOnExec | AllowSealing);
        return fd >= 0 ? fd : throw Failure("Creating a memory file", "Raise the limit of open files (ulimit -n).");
    }

    /// <summary>Sizes a file that is not sealed; what is cut off goes back to the system.</summary>
    public static void Resize(SafeFileHandle file, long bytes)
    {
        if (Libc.Truncate(file, bytes) != 0)
            throw Failure($"Sizing a memory file to {bytes} bytes", "Check the memory limit of the cgroup.");
    }

    public static void Seal(SafeFileHandle file)
    {
        if (Libc.FileControl(file, AddSeals, Required) != 0)
            throw Failure("Sealing a memory file", "It was sealed before, or made without leave to seal it.");
    }

    /// <summary>Null when the file is sealed and has a size within the bounds; else what is wrong with it.</summary>
    public static string? Check(int fd, long atLeast, long atMost, out long bytes)
    {
        bytes = 0;
        int seals = Libc.FileControl(fd, GetSeals, 0);
        if (seals < 0 || (seals & Required) != Required)
            return $"its seals are {seals:x}, required are {Required:x}";
        const int End = 2;
        bytes = Libc.Seek(fd, 0, End);
        return bytes >= atLeast && bytes <= atMost ? null : $"it has {bytes} bytes, expected are {atLeast} to {atMost}";
    }

    private static IOException Failure(string what, string advice) =>
        new($"{what} failed: {Marshal.GetLastPInvokeErrorMessage()}. {advice}");
}
