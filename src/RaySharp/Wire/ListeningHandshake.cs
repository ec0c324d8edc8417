using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>The hello of a peer that connected to us.</summary>
internal sealed class ListeningHandshake(WireContext context, Socket socket) : Handshake(context, socket)
{
    private byte[]? _hello;
    private byte[]? _challenge;
    private HelloBody? _peer;
    private bool _rings;

    protected override void OnMessage(HelloMessage message)
    {
        switch (message.Kind)
        {
            case HelloKind.Hello when _hello is null:
                Challenge(message);
                break;
            case HelloKind.Proof when _challenge is not null:
                Judge(message);
                break;
            default:
                throw new WireAuthenticationException();
        }
    }

    protected override void OnFailing(Exception reason)
    {
        HelloRefusal? refusal = reason switch
        {
            WireVersionException => HelloRefusal.Version,
            WireAuthenticationException => HelloRefusal.Authentication,
            _ => null,
        };
        if (refusal is { } kind)
            _ = Socket.Send(HelloMessage.Encode(HelloKind.Refusal, false, (byte)kind), SocketFlags.None, out _);
    }

    private void Challenge(HelloMessage message)
    {
        if (!PeerCredentials.Of(Socket).SameUser)
            throw new WireAuthenticationException();
        _peer = HelloBody.Decode(message.Body, out _);
        _hello = message.All.ToArray();
        _rings = Options.RingsInUse && message.Rings;
        byte[] challenge = HelloMessage.Encode(HelloKind.Challenge, _rings, [.. HelloBody.Of(Options).Encode(), .. new byte[HelloProof.Bytes]]);
        Span<byte> proof = challenge.AsSpan(challenge.Length - HelloProof.Bytes);
        HelloProof.OfServer(Options.Secret, _hello, challenge.AsSpan(0, challenge.Length - HelloProof.Bytes)).CopyTo(proof);
        _challenge = challenge;
        Send(challenge);
    }

    private void Judge(HelloMessage message)
    {
        HelloProof.Require(HelloProof.OfClient(Options.Secret, _hello, _challenge), message.Body);
        if (_peer!.ClusterId != Options.ClusterId || _peer.Process == ProcessId.None || _peer.Process == Options.Self)
            throw new WireAuthenticationException();
        Authenticated = true;
        if (!Context.Links.Accepts(_peer.Process))
        {
            Send(HelloMessage.Encode(HelloKind.Refusal, false, (byte)HelloRefusal.Duplicate));
            throw new WireClosedException("Another connection to the same peer is kept.");
        }
        using LinkOffer? offer = _rings ? new LinkOffer(Context) : null;
        (Link link, LinkTransport transport) = LinkOffer.Join(Context, Intake, _peer, offer);
        byte[] welcome = HelloMessage.Encode(HelloKind.Welcome, _rings);
        try
        {
            Send(welcome, offer?.Descriptors);
        }
        finally
        {
            // Sent or not, the socket and the rings are the link's now; a peer that is gone shows as the socket's end.
            Release();
            Context.Links.Established(link, transport);
        }
    }
}
