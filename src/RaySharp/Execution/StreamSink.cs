using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.Ownership;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>Sends a stream's items to their owner, at most so many ahead of its consumer.</summary>
internal sealed class StreamSink(Link to, PushHeader header, ObjectService objects) : IStreamSink
{
    private readonly CodecWriter _writer = CodecWriter.Gathering(new ReferenceBag());
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;
    private long _sent;
    private long _consumed;

    public Link To { get; } = to;

    public PushHeader Header { get; } = header;

    public CodecWriter Next()
    {
        _writer.Clear();
        if (_writer.Context is ReferenceBag { IsEmpty: false }) _writer.Context = new ReferenceBag();
        return _writer;
    }

    public ValueTask SendAsync(CancellationToken cancel)
    {
        if (!ObjectStore.IsLarge(_writer)) return Send(0, Results.Inline(_writer), cancel);
        return SendStoredAsync(cancel);
    }

    /// <summary>A full store holds the stream up: there is no item that has no place.</summary>
    private async ValueTask SendStoredAsync(CancellationToken cancel)
    {
        long length = await objects.Store.StoreAsync(_writer, new ObjectId(new TaskId(To.Peer, Header.TaskNumber), (uint)_sent), cancel).ConfigureAwait(false);
        await Send(length, default, cancel).ConfigureAwait(false);
    }

    private ValueTask Send(long storedLength, ReadOnlySpan<byte> item, CancellationToken cancel)
    {
        var bag = (ReferenceBag)_writer.Context!;
        SharedId[] ids = [.. bag.Ids];
        var head = new CodecWriter();
        head.WriteRaw((byte)(Header.Kind == MessageKind.ActorCall ? MessageKind.CallItem : MessageKind.StreamItem));
        head.WriteRaw(Header.Handle);
        head.WriteRaw(Header.Attempt);
        head.WriteRaw((ulong)_sent++);
        head.WriteRaw(storedLength);
        head.WriteRaw(ids.Length == 0 ? 0 : objects.OpenBag(To.Peer, ids));
        if (ids.Length > 0) Forms.Write(head, ids);
        To.Control.Send(head.Written, item);
        _writer.Clear();
        lock (_lock)
        {
            if (_sent - _consumed < StreamEntry.MaxAhead) return default;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancel));
        }
    }

    public void Consumed(long count)
    {
        lock (_lock)
        {
            _consumed = Math.Max(_consumed, count);
            if (_sent - _consumed >= StreamEntry.MaxAhead) return;
            _room?.TrySetResult();
            _room = null;
        }
    }
}
