namespace RaySharp.Platform;

/// <summary>Plain file descriptors: the kind that travels over sockets.</summary>
internal static class Descriptor
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
}
