using RaySharp.Autoscaling;
using RaySharp.Core;
using RaySharp.Messages;

namespace RaySharp.Head;

/// <summary>Lets a cluster grow and shrink: the shell around <see cref="Autoscaler"/>.</summary>
internal sealed class ScalingService : IAutoscalerEffects, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly ViewService _view;
    private readonly INodeProvider _provider;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Autoscaler _autoscaler;
    private List<Action> _effects = [];
    private bool _isOver;

    /// <param name="core">This process, the head's.</param>
    /// <param name="view">What the nodes say.</param>
    /// <param name="provider">Brings and ends nodes.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public ScalingService(CoreProcess core, ViewService view, INodeProvider provider, AutoscalerOptions options, TimeProvider time)
    {
        _core = core;
        _view = view;
        _provider = provider;
        _time = time;
        _start = time.GetTimestamp();
        _autoscaler = new Autoscaler(this, options);
        _timer = time.CreateTimer(_ => Decide(() => _autoscaler.Tick(Now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        core.Router.On<NodeDrained>(static sender => sender.IsHost, (from, message) => Decide(() => _autoscaler.DrainAnswered(from.Peer.Node, message.MayLeave, Now)));
        view.Known += Known;
        provider.Changed += Observe;
        view.ReportAlone();
        Observe();
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    public void Dispose()
    {
        _view.Known -= Known;
        _provider.Changed -= Observe;
        lock (_lock)
        {
            _isOver = true;
            _timer.Dispose();
        }
    }

    void IAutoscalerEffects.Want(int nodes) => _effects.Add(() => _provider.Want(nodes));

    void IAutoscalerEffects.AskIdle(uint node) => _effects.Add(() => _core.Peers.Send(ProcessId.HostOf(node), default(IdleLeasesAsk)));

    void IAutoscalerEffects.Drain(uint node) => _effects.Add(() =>
    {
        _view.Drain(node, true);
        _core.Peers.Send(ProcessId.HostOf(node), default(NodeDrain));
    });

    void IAutoscalerEffects.Keep(uint node) => _effects.Add(() => _view.Drain(node, false));

    void IAutoscalerEffects.End(uint node) => _effects.Add(() => _provider.End(node));

    private void Known(int count) => Observe();

    private void Observe() => Decide(() => _autoscaler.Observe(_view.Reports, _provider.Hosted, Now));

    /// <summary>What was decided is done in its order, still under the lock: neither view nor provider calls from under a lock of theirs.</summary>
    private void Decide(Action decide)
    {
        lock (_lock)
        {
            if (_isOver) return;
            decide();
            var effects = _effects;
            _effects = [];
            effects.ForEach(static effect => effect());
            _timer.Change(_autoscaler.NextTick is { } next ? (next > Now ? next - Now : TimeSpan.Zero) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
