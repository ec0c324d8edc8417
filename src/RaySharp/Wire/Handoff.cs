using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// Passes a socket that the node's listener accepted to the process that it is for: one message over that process's Unix socket,
/// with a proof that its sender knows the cluster's secret. It opens nothing: the connection must still prove itself there.
/// </summary>
internal static class Handoff
{
    private const int NonceBytes = 32, TargetBytes = sizeof(ulong), BodyBytes = NonceBytes + TargetBytes + HelloProof.Bytes;

    /// <summary>The caller keeps its own descriptor of the socket.</summary>
    public static void Send(WireOptions options, ProcessId target, Socket accepted)
    {
        using Socket socket = UnixSocket.Connect(options.RunFolder, target);
        if (!PeerCredentials.Of(socket).SameUser)
            throw new WireAuthenticationException();
        byte[] message = Encode(options, target);
        if (DescriptorPassing.Send(socket.SafeHandle, message, [(int)accepted.Handle], out SocketError error) != message.Length)
            throw new WireClosedException($"Process {target} does not take over a connection: {error}.");
    }

    /// <summary>The socket that came; the caller's.</summary>
    public static Socket Take(WireOptions options, HelloMessage message, Intake intake)
    {
        if (message.Body.Length != BodyBytes)
            throw new WireAuthenticationException();
        ReadOnlySpan<byte> covered = message.All[..^HelloProof.Bytes];
        HelloProof.Require(HelloProof.OfHandoff(options.Secret, covered), message.All[^HelloProof.Bytes..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(message.Body[NonceBytes..]) != options.Self.Value)
            throw new WireAuthenticationException();
        return Adopt(intake.TakeDescriptor());
    }

    public static byte[] Encode(WireOptions options, ProcessId target)
    {
        byte[] body = new byte[BodyBytes];
        RandomNumberGenerator.Fill(body.AsSpan(0, NonceBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(NonceBytes), target.Value);
        byte[] message = HelloMessage.Encode(HelloKind.Handoff, false, body);
        HelloProof.OfHandoff(options.Secret, message.AsSpan(0, message.Length - HelloProof.Bytes)).CopyTo(message.AsSpan(message.Length - HelloProof.Bytes));
        return message;
    }

    private static Socket Adopt(int descriptor)
    {
        SafeSocketHandle handle = new(descriptor, ownsHandle: true);
        try
        {
            Socket socket = new(handle);
            if (socket is not { SocketType: SocketType.Stream, AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6, Connected: true })
                throw new WireViolationException("A descriptor that was handed over is no connection between nodes.");
            socket.Blocking = false;
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or WireViolationException)
        {
            handle.Dispose();
            throw failure as WireViolationException ?? new WireViolationException($"A descriptor that was handed over is no socket: {failure.Message}");
        }
    }
}
