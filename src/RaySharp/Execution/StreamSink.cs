using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>Sends a stream's items to their owner, at most so many ahead of its consumer.</summary>
internal sealed class StreamSink(Link to, PushHeader header) : IStreamSink
{
    private const int MaxAhead = 64;

    private readonly CodecWriter _writer = new(new ReferenceBag());
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;
    private long _sent;
    private long _consumed;

    public Link To { get; } = to;

    public PushHeader Header { get; } = header;

    public CodecWriter Next()
    {
        _writer.Clear();
        return _writer;
    }

    public ValueTask SendAsync(CancellationToken cancel)
    {
        Span<byte> head = stackalloc byte[21];
        head[0] = (byte)(Header.Kind == MessageKind.ActorCall ? MessageKind.CallItem : MessageKind.StreamItem);
        MemoryMarshal.Write(head[1..], Header.Handle);
        MemoryMarshal.Write(head[9..], Header.Attempt);
        MemoryMarshal.Write(head[13..], (ulong)_sent++);
        To.Control.Send(head, _writer.Written);
        lock (_lock)
        {
            if (_sent - _consumed < MaxAhead) return default;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancel));
        }
    }

    public void Consumed(long count)
    {
        lock (_lock)
        {
            _consumed = Math.Max(_consumed, count);
            if (_sent - _consumed >= MaxAhead) return;
            _room?.TrySetResult();
            _room = null;
        }
    }
}
