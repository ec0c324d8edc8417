using System.Net.Sockets;

namespace RaySharp.Platform;

/// <summary>Who is at the other end of a Unix socket, as the kernel says. Pid 0 where the kernel does not say.</summary>
internal readonly record struct PeerCredentials(int Pid, bool SameUser)
{
    public static unsafe PeerCredentials Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return new PeerCredentials(0, true);
        const int SocketLevel = 1, PeerCredential = 17;
        uint* pidUserGroup = stackalloc uint[3];
        uint length = 3 * sizeof(uint);
        bool known = Libc.GetSocketOption(socket.SafeHandle, SocketLevel, PeerCredential, pidUserGroup, &length) == 0;
        return known ? new PeerCredentials((int)pidUserGroup[0], pidUserGroup[1] == Libc.EffectiveUser()) : default;
    }
}
