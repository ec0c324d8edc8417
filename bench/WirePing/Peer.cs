using System.Net;
using RaySharp;
using RaySharp.Security;
using RaySharp.Wire;

namespace WirePing;

/// <summary>The child: an inbox that answers each frame of 40 bytes or less, counts longer ones, and acknowledges those of a bulk transfer.</summary>
internal static class Peer
{
    public const int PingBytes = 40, CountedBytes = 41;
    public const byte Count = 0, Report = 1, Bulk = 2;

    public static WireOptions Options(string folder, Way way, byte[] secret, uint id, RemoteOptions? remote) => new()
    {
        RunFolder = folder,
        Self = Id(way, id),
        Secret = secret,
        ClusterId = "ping",
        Role = "ping",
        UseRings = way == Way.Rings,
        Remote = remote,
    };

    /// <summary>Over TLS each process is a node of its own.</summary>
    public static ProcessId Id(Way way, uint id) => new(way == Way.Tls ? ((ulong)id << 32) | 1 : id);

    public static async Task RunAsync(string folder, Way way, byte[] secret, NodeIdentity? identity, IPEndPoint? parentNode)
    {
        TaskCompletionSource ended = new();
        RemoteOptions? remote = identity is null ? null : new() { Identity = identity, FindNode = (_, _) => ValueTask.FromResult<EndPoint>(parentNode!) };
        await using WireEndpoint endpoint = WireEndpoint.Start(Options(folder, way, secret, 2, remote), new Handler(), new Ends(ended));
        Inbox inbox = endpoint.OpenInbox("slot", new Handler());
        Link parent = await endpoint.ConnectAsync(Id(way, 1), CancellationToken.None);
        parent.Control.Send(BitConverter.GetBytes(inbox.Id), []);
        await ended.Task;
    }

    private sealed class Handler : IFrameHandler
    {
        private long _counted;

        public void OnFrame(Link from, ReadOnlySpan<byte> frame)
        {
            if (frame.Length <= PingBytes)
                from.Control.Send(frame, []);
            else if (frame[0] == Count)
                _counted++;
            else if (frame[0] == Bulk)
                from.Control.Send([Bulk], []);
            else
            {
                from.Control.Send(BitConverter.GetBytes(_counted), []);
                _counted = 0;
            }
        }

        public void OnDrained()
        {
        }
    }

    private sealed class Ends(TaskCompletionSource ended) : ILinkEvents
    {
        public void LinkUp(Link link)
        {
        }

        public void LinkDown(Link link, Exception? reason) => ended.TrySetResult();
    }
}
