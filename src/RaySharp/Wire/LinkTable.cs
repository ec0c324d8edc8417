using System.Collections.Concurrent;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>The links of an endpoint. Changed on the loop's thread only; looked up from any.</summary>
internal sealed class LinkTable(WireContext context, Acceptor acceptor) : IPort
{
    private readonly ConcurrentDictionary<ProcessId, Link> _byPeer = [];
    private readonly Dictionary<ProcessId, PendingDial> _dials = [];
    private readonly HashSet<Handshake> _handshakes = [];
    private readonly HashSet<uint> _lostNodes = [];
    private bool _shut;

    public Socket Socket => acceptor.Listener;

    public bool WantsRead => !acceptor.IsWaiting;

    public bool WantsWrite => false;

    public bool TryGet(ProcessId peer, out Link? link) => _byPeer.TryGetValue(peer, out link);

    public Task<Link> Dial(ProcessId peer)
    {
        if (_shut)
            return Task.FromException<Link>(new ObjectDisposedException(nameof(WireEndpoint)));
        if (IsLost(peer))
            return Task.FromException<Link>(new WireNodeLostException(peer.Node));
        if (_byPeer.TryGetValue(peer, out Link? link))
            return Task.FromResult(link);
        if (_dials.TryGetValue(peer, out PendingDial? pending))
            return pending.Link;
        if (peer == context.Options.Self)
            return Task.FromResult(LoopBack());
        pending = new PendingDial(context, peer);
        _dials.Add(peer, pending);
        pending.Begin();
        return pending.Link;
    }

    /// <summary>
    /// Whether a peer's connection becomes the link. When both sides connect at once, the one of the smaller id is kept; each
    /// side knows both ids, so they agree.
    /// </summary>
    public bool Accepts(ProcessId peer)
    {
        if (_byPeer.TryGetValue(peer, out Link? link))
        {
            if (link.IsUp && !link.IsAbandoned())
                return false;
            Down(link, new WireClosedException($"Process {peer} connected anew."));
        }
        return !_dials.ContainsKey(peer) || peer.Value < context.Options.Self.Value;
    }

    public bool IsLost(ProcessId peer) => _lostNodes.Contains(peer.Node);

    /// <summary>Ends what there is with processes of the node, and lets nothing new come about.</summary>
    public void Refuse(uint node)
    {
        if (!_lostNodes.Add(node))
            return;
        WireNodeLostException lost = new(node);
        foreach (PendingDial dial in _dials.Values.Where(dial => dial.Peer.Node == node).ToArray())
            dial.Abandon(lost);
        foreach (Link link in _byPeer.Values.Where(link => link.Peer.Node == node))
            Down(link, lost);
    }

    public void Established(Link link, LinkTransport transport)
    {
        _byPeer[link.Peer] = link;
        context.Control.Post(() =>
        {
            context.Events.LinkUp(link);
            context.Control.Attach(transport.ControlSource);
            link.MarkUp();
        });
        if (_dials.Remove(link.Peer, out PendingDial? dial))
            dial.Complete(link);
        transport.Start();
    }

    public void Down(Link link, Exception? reason)
    {
        if (!_byPeer.TryRemove(KeyValuePair.Create(link.Peer, link)))
            return;
        link.TakeDown();
        context.Inboxes.RemoveFromAllButControl(link);
        context.Control.Post(() =>
        {
            context.Control.Finish(link);
            context.Events.LinkDown(link, reason);
        });
    }

    public void Remember(Handshake handshake) => _handshakes.Add(handshake);

    public void Forget(Handshake handshake) => _handshakes.Remove(handshake);

    public void Forget(PendingDial dial)
    {
        if (_dials.GetValueOrDefault(dial.Peer) == dial)
            _dials.Remove(dial.Peer);
    }

    private void RemoveSocketFile()
    {
        try
        {
            File.Delete(UnixSocket.PathOf(context.Options.RunFolder, context.Options.Self));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The session's folder is gone already: who cleaned up after it took it for dead.
        }
    }

    public void Shut()
    {
        _shut = true;
        context.Loop.Remove(this);
        acceptor.Dispose();
        RemoveSocketFile();
        ObjectDisposedException closed = new(nameof(WireEndpoint));
        context.Gate?.Shut();
        foreach (PendingDial dial in _dials.Values.ToArray())
            dial.Abandon(closed);
        foreach (Handshake handshake in _handshakes.ToArray())
            handshake.Fail(closed);
        foreach (Link link in _byPeer.Values)
            Down(link, null);
    }

    public void OnReadable()
    {
        while (acceptor.TryAccept() is { } socket)
        {
            socket.Blocking = false;
            ListeningHandshake handshake = new(context, new UnixConnection(socket, context.Options.PassesDescriptors), stranger: null);
            Remember(handshake);
            handshake.OnReadable();
        }
    }

    public void OnWritable()
    {
    }

    private Link LoopBack()
    {
        WireOptions options = context.Options;
        LoopTransport transport = new(context);
        Link link = new(context, new HelloBody([], options.Self, options.Epoch, options.ClusterId, options.Role), Environment.ProcessId, transport);
        Established(link, transport);
        return link;
    }
}
