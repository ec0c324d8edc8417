using RaySharp.Codecs;
using RaySharp.Wire;

namespace RaySharp.Messages;

/// <summary>Hands every frame of the control inbox to the one that handles its kind.</summary>
internal sealed class MessageRouter : IFrameHandler
{
    public delegate void FrameAction(Link from, ReadOnlySpan<byte> frame);

    public delegate void MessageAction<T>(Link from, T message);

    private readonly FrameAction?[] _actions = new FrameAction?[256];
    private readonly List<Action> _drained = [];

    /// <summary>Registers the handler of a frame with a form of its own.</summary>
    public void OnFrame(MessageKind kind, FrameAction action) => _actions[(byte)kind] = _actions[(byte)kind] is null
        ? action
        : throw new InvalidOperationException($"{kind} has a handler already.");

    /// <summary>Registers the handler of a message.</summary>
    public void On<T>(MessageAction<T> action) where T : struct, IMessage<T> => OnFrame(T.Kind, (from, frame) =>
    {
        CodecReader reader = new(frame[1..]);
        action(from, T.Read(ref reader));
    });

    /// <summary>Registers the handler of a message that not every process may send. From others it is ignored.</summary>
    public void On<T>(Func<ProcessId, bool> mayBeOf, MessageAction<T> action) where T : struct, IMessage<T> => On((sender, _) => mayBeOf(sender), action);

    /// <summary>The same, where what it says decides who may say it.</summary>
    public void On<T>(Func<ProcessId, T, bool> mayBeOf, MessageAction<T> action) where T : struct, IMessage<T> => On<T>((from, message) =>
    {
        if (mayBeOf(from.Peer, message)) action(from, message);
        else Refused?.Invoke(from.Peer, T.Kind);
    });

    /// <summary>Told of messages that are ignored because of who sent them.</summary>
    public event Action<ProcessId, MessageKind>? Refused;

    /// <summary>Called when all frames that were there are handled.</summary>
    public void OnDrained(Action action) => _drained.Add(action);

    void IFrameHandler.OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        var action = frame.Length > 0 ? _actions[frame[0]] : null;
        if (action is null) throw new ClusterMismatchException($"{from.Peer} sent a frame of kind {(frame.Length > 0 ? frame[0] : -1)}, which this process does not handle. Are both of one version?");
        action(from, frame);
    }

    void IFrameHandler.OnDrained()
    {
        foreach (var action in _drained) action();
    }
}
