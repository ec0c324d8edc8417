using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>Plain file descriptors: the kind that travels over sockets.</summary>
static class Descriptor
{
    public static void Close(int fd)
    {
        if (fd >= 0)
            _ = Libc.Close(fd);
    }

    public static void Close(ReadOnlySpan<int> fds)
    {
        foreach (int fd in fds)
            Close(fd);
    }

    public static int Duplicate(int fd)
    {
        const int DuplicateCloseOnExec = 1030;
        int copy = Libc.FileControl(fd, DuplicateCloseOnExec, 0);
        return copy >= 0
            ? copy
            : throw new IOException($"Duplicating descriptor {fd} failed: {Marshal.GetLastPInvokeErrorMessage()}. "
                + "Raise the limit of open files (ulimit -n).");
    }
}
