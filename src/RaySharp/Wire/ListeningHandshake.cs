namespace RaySharp.Wire;

/// <summary>The hello of a peer that connected to us.</summary>
/// <param name="context">The endpoint.</param>
/// <param name="connection">The connection; the handshake's from now on.</param>
/// <param name="stranger">The place that it takes among the connections from other nodes that have not proved themselves; null on Unix sockets.</param>
internal sealed class ListeningHandshake(WireContext context, Connection connection, IDisposable? stranger) : Handshake(context, connection)
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
            case HelloKind.Handoff when _hello is null && Connection.IsLocal && Context.Gate is { } gate:
                RequireSameUser();
                gate.TakeOver(message, Intake);
                throw new WireClosedException("The connection has handed a socket over.");
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
            WireNodeLostException => HelloRefusal.NodeLost,
            _ => null,
        };
        // Within TLS there is something to say only to one who got as far as a hello.
        if (refusal is { } kind && (Connection.IsLocal || Intake.TotalReceived > 0))
            _ = TrySend(HelloMessage.Encode(HelloKind.Refusal, false, (byte)kind));
    }

    protected override void OnFailed(Exception reason) => stranger?.Dispose();

    protected override void OnTrusted() => stranger?.Dispose();

    private void Challenge(HelloMessage message)
    {
        RequireSameUser();
        _peer = HelloBody.Decode(message.Body, out _);
        _hello = message.All.ToArray();
        _rings = CanRing && message.Rings;
        byte[] challenge = HelloMessage.Encode(HelloKind.Challenge, _rings, [.. HelloBody.Of(Options).Encode(), .. new byte[HelloProof.Bytes]]);
        Span<byte> proof = challenge.AsSpan(challenge.Length - HelloProof.Bytes);
        HelloProof.OfServer(Options.Secret, _hello, challenge.AsSpan(0, challenge.Length - HelloProof.Bytes), Connection.Binding).CopyTo(proof);
        _challenge = challenge;
        Send(challenge);
    }

    private void RequireSameUser()
    {
        if (!Connection.SameUser)
            throw new WireAuthenticationException();
    }

    private void Judge(HelloMessage message)
    {
        HelloProof.Require(HelloProof.OfClient(Options.Secret, _hello, _challenge, Connection.Binding), message.Body);
        if (_peer!.ClusterId != Options.ClusterId || _peer.Process == ProcessId.None || _peer.Process == Options.Self)
            throw new WireAuthenticationException();
        Trust();
        if (Context.Links.IsLost(_peer.Process))
            throw new WireNodeLostException(_peer.Process.Node);
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
