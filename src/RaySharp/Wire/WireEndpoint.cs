using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// One process's end of all its links. Two threads of its own (sockets, control inbox) and one per further inbox; no thread of
/// the pool is needed to read or write a frame.
/// </summary>
internal sealed class WireEndpoint : IAsyncDisposable
{
    private readonly WireContext _context;
    private readonly TaskCompletionSource _shut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    private WireEndpoint(WireContext context) => _context = context;

    public ProcessId Self => _context.Options.Self;

    /// <summary>Where processes of other nodes find this node; null when another process listens for it, or there are no other nodes.</summary>
    public EndPoint? Announced => _context.Gate?.Announced;

    /// <summary>Inbox 0: control and replies of all links.</summary>
    public Inbox Control => _context.Control;

    /// <summary>Listens, and runs until disposed. Handlers may be called before this returns.</summary>
    public static WireEndpoint Start(WireOptions options, IFrameHandler control, ILinkEvents events)
    {
        options.Validate();
        Socket? door = null, listener = null;
        try
        {
            door = options.Remote is { ListensForNode: true } node ? TcpSocket.Listen(node.Listen) : null;
            listener = UnixSocket.Listen(options.RunFolder, options.Self);
            return Run(options, control, events, listener, door);
        }
        catch
        {
            door?.Dispose();
            listener?.Dispose();
            throw;
        }
    }

    /// <summary>A further inbox with a thread of its own; tell peers its <see cref="Inbox.Id"/>.</summary>
    public Inbox OpenInbox(string threadName, IFrameHandler handler) => _context.Inboxes.Open(threadName, handler);

    /// <summary>
    /// The link to a peer, made if there is none, after its event LinkUp. Connecting to <see cref="Self"/> gives a loopback link.
    /// Do not wait for it on the control inbox's thread: LinkUp comes there.
    /// </summary>
    public async ValueTask<Link> ConnectAsync(ProcessId peer, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        TaskCompletionSource<Task<Link>> dialled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Loop.Post(() => dialled.SetResult(_context.Links.Dial(peer)));
        await Task.WhenAny(dialled.Task, _context.Loop.Ended).WaitAsync(cancel).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(!dialled.Task.IsCompleted, this);
        Task<Link> dial = await dialled.Task.ConfigureAwait(false);
        Link link = await dial.WaitAsync(cancel).ConfigureAwait(false);
        return await link.Up.WaitAsync(cancel).ConfigureAwait(false);
    }

    public bool TryGetLink(ProcessId peer, [NotNullWhen(true)] out Link? link) => _context.Links.TryGet(peer, out link) && link is { IsUp: true };

    /// <summary>
    /// The node was declared lost: its links close with <see cref="WireNodeLostException"/>, and from now on none comes about, from
    /// either side.
    /// </summary>
    public void Refuse(uint node)
    {
        if (node == Self.Node)
            throw new ArgumentException($"Node {node} is this process's own. A process whose node was declared lost ends, instead of refusing itself.");
        _context.Loop.Post(() => _context.Links.Refuse(node));
    }

    /// <summary>Closes all links (LinkDown with no reason for each), then all inboxes. Await it; a handler must not block on it.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _ = ShutAsync();
        return new ValueTask(_shut.Task);
    }

    private static WireEndpoint Run(WireOptions options, IFrameHandler control, ILinkEvents events, Socket listener, Socket? door)
    {
        SocketLoop loop = new(UnixSocket.PathOf(options.RunFolder, options.Self)[..^1] + "w", "ray-sockets");
        StalledOutlets stalled = new();
        InboxTable inboxes = new(options.RingsInUse, control, "ray-control", stalled);
        WireContext context = new(options, loop, inboxes, stalled, events);
        context.Links = new LinkTable(context, new Acceptor(listener, options, loop.After));
        loop.Add(context.Links);
        if (options.Remote is { } remote)
            context.Gate = RemoteGate.Open(context, remote, door is null ? null : new Acceptor(door, options, loop.After));
        loop.Start();
        return new WireEndpoint(context);
    }

    private async Task ShutAsync()
    {
        _context.Loop.Post(_context.Links.Shut);
        _context.Loop.Stop();
        await _context.Loop.Ended.ConfigureAwait(false);
        _context.Inboxes.Dispose();
        _shut.SetResult();
    }
}
