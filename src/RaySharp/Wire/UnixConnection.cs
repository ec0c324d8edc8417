using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>A Unix socket as it is.</summary>
/// <param name="socket">Non-blocking.</param>
/// <param name="passesDescriptors">False: only what .NET's sockets do everywhere; descriptors that come are dropped by the kernel.</param>
internal sealed class UnixConnection(Socket socket, bool passesDescriptors) : Connection(socket)
{
    public override bool IsLocal => true;

    public override bool SameUser => PeerCredentials.Of(Socket).SameUser;

    public override int PeerPid => PeerCredentials.Of(Socket).Pid;

    public override int Receive(Span<byte> room, List<int> descriptors)
    {
        int received = passesDescriptors
            ? DescriptorPassing.Receive(Socket.SafeHandle, room, descriptors, out SocketError error)
            : Socket.Receive(room, SocketFlags.None, out error);
        return error == SocketError.WouldBlock ? -1 : error == SocketError.Success ? received : 0;
    }

    public override bool TrySendMessage(byte[] message, ReadOnlySpan<int> descriptors, out SocketError error)
    {
        int sent = descriptors.IsEmpty
            ? Socket.Send(message, SocketFlags.None, out error)
            : DescriptorPassing.Send(Socket.SafeHandle, message, descriptors, out error);
        return sent == message.Length;
    }

    public override int Send(Packet packet, out SocketError error) => packet.DescriptorToSend >= 0
        ? DescriptorPassing.Send(Socket.SafeHandle, packet.Unsent, [packet.DescriptorToSend], out error)
        : Socket.Send(packet.Unsent, SocketFlags.None, out error);
}
