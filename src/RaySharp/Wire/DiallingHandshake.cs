namespace RaySharp.Wire;

/// <summary>Our hello to a peer.</summary>
internal sealed class DiallingHandshake : Handshake
{
    private readonly PendingDial _dial;
    private readonly byte[] _hello;
    private HelloBody? _peer;
    private LinkOffer? _offer;

    public DiallingHandshake(WireContext context, Connection connection, PendingDial dial) : base(context, connection)
    {
        _dial = dial;
        _hello = HelloMessage.Encode(HelloKind.Hello, CanRing, HelloBody.Of(Options).Encode());
    }

    public override void Begin()
    {
        try
        {
            if (!Connection.SameUser)
                throw new WireAuthenticationException();
            Send(_hello);
        }
        catch (IOException failure)
        {
            Fail(failure);
        }
    }

    protected override void OnMessage(HelloMessage message)
    {
        switch (message.Kind)
        {
            case HelloKind.Challenge when _peer is null:
                Prove(message);
                break;
            case HelloKind.Welcome when Authenticated:
                Join();
                break;
            case HelloKind.Refusal when message.Body is [(byte)HelloRefusal.Duplicate]:
                _dial.AwaitPeer();
                throw new WireClosedException("The peer's own connection is kept.");
            case HelloKind.Refusal when message.Body is [(byte)HelloRefusal.NodeLost]:
                throw new WireNodeLostException(Options.Self.Node);
            default:
                throw new WireAuthenticationException();
        }
    }

    protected override void OnFailed(Exception reason)
    {
        _offer?.Dispose();
        _dial.HandshakeFailed(reason);
    }

    private void Prove(HelloMessage challenge)
    {
        int covered = challenge.All.Length - HelloProof.Bytes;
        if (covered < HelloMessage.HeaderBytes)
            throw new WireAuthenticationException();
        HelloProof.Require(HelloProof.OfServer(Options.Secret, _hello, challenge.All[..covered], Connection.Binding), challenge.All[covered..]);
        _peer = HelloBody.Decode(challenge.Body, out _);
        if (_peer.ClusterId != Options.ClusterId)
            throw new WireAuthenticationException();
        if (_peer.Process != _dial.Peer)
            throw new WireViolationException($"Process {_peer.Process} listens where process {_dial.Peer} was expected.");
        Trust();
        _offer = challenge.Rings && CanRing ? new LinkOffer(Context) : null;
        byte[] proof = HelloMessage.Encode(HelloKind.Proof, _offer is not null, HelloProof.OfClient(Options.Secret, _hello, challenge.All, Connection.Binding));
        Send(proof, _offer?.Descriptors);
    }

    private void Join()
    {
        (Link link, LinkTransport transport) = LinkOffer.Join(Context, Intake, _peer!, _offer);
        _offer?.Dispose();
        Release();
        Context.Links.Established(link, transport);
    }
}
