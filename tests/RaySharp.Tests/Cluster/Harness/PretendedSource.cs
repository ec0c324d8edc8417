using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>A node host that is asked for one object, and sends of it what the test says.</summary>
internal sealed class PretendedSource
{
    private readonly TaskCompletionSource<(Link Link, PullRequest Request)> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _bytes;

    public PretendedSource(CoreProcess core, byte[] value)
    {
        var writer = CodecWriter.Gathering(new ReferenceBag());
        CodecRegistry.Get<byte[]>().Write(writer, value);
        _bytes = new byte[writer.TotalLength];
        writer.CopyTo(_bytes);
        core.Router.On<PullRequest>((from, request) =>
        {
            if (!_asked.TrySetResult((from, request))) from.Control.Send(new PullFailed(request.Number, "it was asked before.", IsLost: true, IsFull: false));
        });
        core.Router.On<CopiesKeep>((_, message) => core.Peers.Send(message.Ids[0].Task.Owner, new CopiesDropped(message.Ids)));
        core.Router.On<PullMore>((_, _) => { });
        core.Router.On<PullCancel>((_, _) => Cancelled.TrySetResult());
        core.Router.On<ObjectDelete>((_, _) => Deleted.TrySetResult());
    }

    public long Length => _bytes.Length;

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Deleted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<PullRequest> AskedAsync() => (await _asked.Task.Within("the source is asked")).Request;

    /// <summary>Closes the link by which it was asked.</summary>
    public async Task CloseLinkAsync() => (await _asked.Task.Within("the source is asked")).Link.Close(new IOException("The test closes it."));

    /// <summary>Sends that part, under that number and offset, or those of the request.</summary>
    public async Task SendAsync(int offset, int length, ulong? number = null, long? saidOffset = null)
    {
        var (link, request) = await _asked.Task.Within("the source is asked");
        using var outlet = link.OpenOutlet(request.Inbox);
        var head = new ChunkHeader(number ?? request.Number, saidOffset ?? offset);
        outlet.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<ChunkHeader>(in head)), _bytes.AsSpan(offset, length));
    }
}
