using System.Net;
using Microsoft.Extensions.Logging;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>A node host that joined a cluster: a node apart, or a program that drives beside others.</summary>
/// <remarks>(1) It has been let in. (2) It links to the head and says that it is ready. (3) It works until it leaves, or its link to the head ends.</remarks>
internal sealed class JoinedNode : IAsyncDisposable
{
    private readonly TaskCompletionSource<NodeEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unlinked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeSeat _seat;
    private readonly DnsEndPoint _head;
    private readonly LogSender? _logs;
    private Wire.Link? _link;

    /// <param name="seat">Who it is.</param>
    /// <param name="head">Where the head is.</param>
    /// <param name="settings">How it works.</param>
    /// <param name="runFolder">The folder of its session.</param>
    /// <param name="role">What it is beside a node.</param>
    /// <param name="logger">For what the runtime has to say.</param>
    /// <param name="receiver">Prints what workers print, in a driver.</param>
    /// <param name="logs">Takes to the head what this node has to say; null in a driver.</param>
    public JoinedNode(NodeSeat seat, DnsEndPoint head, NodeSettings settings, string runFolder, string role, ILogger logger, LogReceiver? receiver, LogSender? logs)
    {
        _seat = seat;
        _head = head;
        _logs = logs;
        Host = new NodeHost(seat, settings, runFolder, role, inProcess: false, logger, receiver, logs, null, new MemoryLimits());
        Host.Core.Router.On<Shutdown>(sender => sender == seat.Head, (_, message) => _ended.TrySetResult(new NodeEnd(IsVoid: false, message.Reason)));
        Host.Core.Router.On<NodePing>((from, message) => from.Control.Send(new NodePong(message.Number)));
        Host.Core.LinkEnded += (link, fault) =>
        {
            if (link.Peer != seat.Head) return;
            _unlinked.TrySetResult();
            _ended.TrySetResult(new NodeEnd(IsVoid: true, fault is null ? "its head closed the link" : $"the link to its head ended ({fault.Message.TrimEnd('.')})"));
        };
    }

    public NodeHost Host { get; }

    /// <summary>Ends when the head asks it to, or is gone.</summary>
    public Task<NodeEnd> Ended => _ended.Task;

    /// <summary>Ends when the link to the head does.</summary>
    public Task Unlinked => _unlinked.Task;

    /// <summary>(2)</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        Host.Core.Directory.Found(_seat.Head.Node, _head);
        _link = await Host.Core.ConnectAsync(_seat.Head, cancel).ConfigureAwait(false);
        _logs?.Open(frame => _link.Control.Send(frame, default, defer: true));
        Host.Start();
        Host.Node.StartReporting();
        _link.Control.Send(new NodeReady(_seat.Door!.AnnouncedHost, Host.Port));
    }

    /// <summary>(3) It leaves, if its head is there, and ends what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        _link?.Control.Send(new NodeLeave());
        await Host.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Why a joined node is to end.</summary>
/// <param name="IsVoid">Whether its head is gone, and its work with it.</param>
/// <param name="Reason">What happened.</param>
internal readonly record struct NodeEnd(bool IsVoid, string Reason);
