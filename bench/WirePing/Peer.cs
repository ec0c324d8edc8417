using RaySharp;
using RaySharp.Wire;

namespace WirePing;

/// <summary>The child: an inbox that answers each frame of 40 bytes or less, and counts longer ones.</summary>
internal static class Peer
{
    public const int PingBytes = 40, CountedBytes = 41;

    public static WireOptions Options(string folder, bool rings, byte[] secret, ulong id) => new()
    {
        RunFolder = folder,
        Self = new ProcessId(id),
        Secret = secret,
        ClusterId = "ping",
        Role = "ping",
        UseRings = rings,
    };

    public static async Task RunAsync(string folder, bool rings, byte[] secret)
    {
        TaskCompletionSource ended = new();
        Handler handler = new();
        await using WireEndpoint endpoint = WireEndpoint.Start(Options(folder, rings, secret, 2), new Handler(), new Ends(ended));
        Inbox inbox = endpoint.OpenInbox("slot", handler);
        Link parent = await endpoint.ConnectAsync(new ProcessId(1), CancellationToken.None);
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
            else if (frame[0] == 0)
                _counted++;
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
