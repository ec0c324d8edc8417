using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Platform;

/// <summary>Space of a file that goes back to the system although the file keeps its size: it reads as zero from then on.</summary>
internal static class FileHole
{
    /// <summary>Gives back the whole blocks in the range.</summary>
    /// <returns>False where the operating system or the file system cannot do that: nothing has changed.</returns>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public static bool TryPunch(SafeFileHandle file, long offset, long length)
    {
        const int KeepSize = 1, PunchHole = 2, Interrupted = 4, NotSupported = 95;
        if (!OperatingSystem.IsLinux()) return false;
        while (Libc.Allocate(file, KeepSize | PunchHole, offset, length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == NotSupported) return false;
            if (error != Interrupted) throw new IOException($"Punching a hole of {length} bytes at {offset} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        return true;
    }
}
