using System.Net.Sockets;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>Takes all at once, and counts how often it was asked to.</summary>
internal sealed class CountingConnection() : Connection(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)), IDisposable
{
    public int Writes { get; private set; }

    public override bool IsLocal => true;

    public override int Receive(Span<byte> room, List<int> descriptors) => -1;

    public override bool TrySendMessage(byte[] message, ReadOnlySpan<int> descriptors, out SocketError error) => throw new NotSupportedException();

    public override int Send(Packet packet, out SocketError error)
    {
        Writes++;
        error = SocketError.Success;
        return packet.Unsent.Length;
    }

    void IDisposable.Dispose() => Release();
}
