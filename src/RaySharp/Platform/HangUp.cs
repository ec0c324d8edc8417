using System.Net.Sockets;

namespace RaySharp.Platform;

/// <summary>Whether the other end of a socket is closed.</summary>
internal static class HangUp
{
    /// <summary>Does not take what is still to be read; elsewhere than on Linux that hides the end.</summary>
    public static unsafe bool Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return socket.Receive(new byte[1], SocketFlags.Peek, out SocketError error) == 0 && error == SocketError.Success;
        const short ErrorOrHangUp = 0x2018, PeerClosed = 0x2000;
        PollEntry entry = new() { Descriptor = (int)socket.Handle, Events = PeerClosed };
        return Libc.Poll(&entry, 1, 0) > 0 && (entry.Returned & ErrorOrHangUp) != 0;
    }
}
