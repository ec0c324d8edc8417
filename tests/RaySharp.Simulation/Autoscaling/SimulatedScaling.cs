using System.Globalization;
using RaySharp.Autoscaling;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Simulation.Autoscaling;

/// <summary>Waves of work, nodes that come late, die, and say no; and the real autoscaler, which hears of all that late.</summary>
internal sealed class SimulatedScaling : IAutoscalerEffects
{
    private const int MostSteps = 60_000;
    private readonly PriorityQueue<Action, (int At, int Order)> _events = new();
    private readonly SortedDictionary<uint, SimScaledNode> _nodes = [];
    private readonly List<SimTaskWave> _waves = [];
    private readonly AutoscalerOptions _options;
    private readonly Autoscaler _autoscaler;
    private readonly Random _random;
    private readonly string? _breaks;
    private readonly int _maxDelay;
    private readonly bool _isTraced;
    private int _now, _order, _wanted, _pending, _heardAt;
    private uint _lastNode = 1;
    private ulong _lastReport;
    private TimeSpan? _armed;
    private uint[] _told = [];      // nodes that the autoscaler knows of

    public SimulatedScaling(int seed, bool traced, string? breaks)
    {
        _random = new Random(seed);
        _isTraced = traced;
        _breaks = breaks;
        _maxDelay = _random.Next(2) == 0 ? 20 : 400;
        int least = _random.Next(0, 3), cpus = _random.Next(1, 5);
        _options = new AutoscalerOptions
        {
            Least = least,
            Most = least + _random.Next(0, 12),
            Shape = ResourceSet.Of(cpus, memory: 100, custom: new Dictionary<string, double> { ["disk"] = 2 }),
            UpscalingSpeed = _random.Next(2) == 0 ? 1 : 0.1 + 3 * _random.NextDouble(),
            IdleTimeout = Time(_random.Next(500, 5000)),
            UpscaleDelay = Time(_random.Next(2) == 0 ? 1000 : 50),
        };
        _autoscaler = new Autoscaler(this, _options);
        _wanted = least;
    }

    public Coverage Coverage { get; } = new();

    public List<string> TraceLines { get; } = [];

    private IEnumerable<SimScaledNode> Alive => _nodes.Values.Where(static node => !node.IsGone);

    public void Run()
    {
        Launch();
        Observe();
        for (int waves = _random.Next(1, 8); waves > 0; waves--) After(_random.Next(1, 30_000), Arrive);
        for (int faults = _random.Next(0, 6); faults > 0; faults--) After(_random.Next(1, 40_000), Fault);
        Drain();
        Require(_waves.TrueForAll(static wave => wave.Waiting + wave.Running == 0), "work waits for ever");
        int left = Alive.Count(static node => !node.IsDraining);
        Require(left == _options.Least || (left > _options.Least && Alive.All(static node => node.IsBusy || node.HoldsObject)), $"{left} nodes are left, {_options.Least} are the fewest");
    }

    void IAutoscalerEffects.Want(int nodes)
    {
        Trace($"want {nodes}");
        Require(nodes >= _options.Least && nodes <= _options.Most, $"{nodes} nodes are wanted, of {_options.Least} to {_options.Most}");
        int there = Alive.Count(static node => !node.IsDraining);
        if (nodes > _wanted)
        {
            int known = _told.Count(node => !_nodes[node].IsHidden), allowed = Math.Max(_options.FewAtOnce, (int)Math.Ceiling(_options.UpscalingSpeed * known));
            Require(nodes <= Math.Max(_options.Least, known + allowed), $"{nodes - known} nodes are on their way, and {allowed} may be");
            Coverage.Add("grew");
        }
        else if (nodes < there + _pending) Coverage.Add("let go of what was on its way");
        _wanted = nodes;
        Launch();
    }

    void IAutoscalerEffects.AskIdle(uint node) => After(Delay(), () =>
    {
        if (_nodes[node].HasKept) Coverage.Add("gave back what was kept");
        _nodes[node].HasKept = false;
        Observe();
    });

    void IAutoscalerEffects.Drain(uint node)
    {
        Trace($"drain {node}");
        _nodes[node].IsHidden = true;
        After(Delay(), () => Answer(_nodes[node]));
    }

    void IAutoscalerEffects.Keep(uint node)
    {
        Coverage.Add("stayed after all");
        _nodes[node].IsHidden = false;
        After(1, Schedule);
    }

    void IAutoscalerEffects.End(uint node)
    {
        Coverage.Add("left");
        Require(_nodes[node].IsGone || (_nodes[node].IsDraining && !_nodes[node].IsBusy), $"node {node} is ended at its work");
        After(Delay(), () => Lose(_nodes[node]));
    }

    private static TimeSpan Time(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo) throw new SimulationFailure(otherwise);
    }

    private int Delay() => 1 + _random.Next(_maxDelay);

    private void Trace(string what)
    {
        if (_isTraced) TraceLines.Add($"{_now.ToString(CultureInfo.InvariantCulture)}: {what}");
    }

    private void After(int delay, Action what) => _events.Enqueue(what, (_now + delay, ++_order));

    private void Drain()
    {
        for (int step = 0; _events.TryDequeue(out var what, out var at); step++)
        {
            Require(step < MostSteps, "it does not come to rest");
            _now = at.At;
            what();
        }
    }

    private void Answer(SimScaledNode node)
    {
        if (node.IsGone) return;
        if (node.IsBusy && _breaks != "yes") Coverage.Add("said no");
        else node.IsDraining = true;
        bool mayLeave = node.IsDraining;
        After(Delay(), () => Tell($"node {node.Number} answers {mayLeave}", () => _autoscaler.DrainAnswered(node.Number, mayLeave, Time(_now))));
    }

    /// <summary>Brings what is missing, each a while later, if it is still wanted then.</summary>
    private void Launch()
    {
        while (Alive.Count(static node => !node.IsHidden) + _pending < _wanted)
        {
            _pending++;
            After(_random.Next(100, 3000), () =>
            {
                _pending--;
                if (Alive.Count(static node => !node.IsHidden) >= _wanted) return;
                SimScaledNode node = new(++_lastNode, _options.Shape);
                _nodes.Add(node.Number, node);
                Coverage.Add("came");
                Schedule();
                Observe();
            });
        }
    }

    private void Arrive()
    {
        double cpus = _random.Next(4) == 0 ? 0.5 : _random.Next(1, (int)(_options.Shape.Cpus / ResourceSet.One) + 1);
        if (_options.Most == 0) return;
        _waves.Add(new SimTaskWave(ResourceSet.Of(cpus, memory: _random.Next(2) * 30), _random.Next(1, 60), _random.Next(5, 4000)));
        Trace($"{_waves[^1].Waiting} x {_waves[^1].Need} for {_waves[^1].Duration} ms");
        Schedule();
        Observe();
    }

    /// <summary>Whatever has room somewhere runs, wherever nothing speaks against it.</summary>
    private void Schedule()
    {
        foreach (var wave in _waves)
        {
            foreach (var node in Alive.Where(static node => !node.IsHidden && !node.IsDraining))
            {
                while (wave.Waiting > 0 && node.Free.Covers(wave.Need)) Start(wave, node);
            }
        }
    }

    private void Start(SimTaskWave wave, SimScaledNode node)
    {
        wave.Waiting--;
        wave.Running++;
        node.Free = node.Free.Subtract(wave.Need);
        node.Running++;
        node.HasKept = _random.Next(2) == 0;
        After(wave.Duration, () =>
        {
            wave.Running--;
            if (node.IsGone)
            {
                Coverage.Add("lost with its node");
                wave.Waiting++;
            }
            else
            {
                node.Running--;
                node.Free = node.Free.Add(wave.Need);
                if (_random.Next(20) == 0) Hold(node);
            }
            Schedule();
            Observe();
        });
    }

    private void Hold(SimScaledNode node)
    {
        node.HoldsObject = true;
        Coverage.Add("held an object");
        After(_random.Next(10, 10_000), () =>
        {
            node.HoldsObject = false;
            Observe();
        });
    }

    private void Fault()
    {
        if (Alive.ToArray() is not { Length: > 0 } alive) return;
        var node = alive[_random.Next(alive.Length)];
        Trace($"node {node.Number} dies");
        Coverage.Add("died");
        Lose(node);
    }

    private void Lose(SimScaledNode node)
    {
        node.IsGone = true;
        Launch();
        Schedule();
        Observe();
    }

    /// <summary>What is so now the autoscaler hears a little later.</summary>
    private void Observe()
    {
        var demand = Demand.Sum(_waves.Where(static wave => wave.Waiting > 0).Select(static wave => (wave.Need, wave.Waiting)));
        NodeReport[] reports = [new(1, ResourceSet.Empty, ResourceSet.Empty, demand) { Number = ++_lastReport }, .. Alive.Select(node => new NodeReport(node.Number, _options.Shape, node.Free, []) { Number = ++_lastReport, IsBusy = node.IsBusy, IsDraining = node.IsHidden })];
        uint[] hosted = [.. Alive.Select(static node => node.Number)];
        _heardAt = Math.Max(_heardAt, _now + Delay());      // in the order in which it was said
        if (_breaks != "deaf") After(_heardAt - _now, () => Tell("observe", () =>
        {
            _told = hosted;
            _autoscaler.Observe(reports, hosted, Time(_now));
        }));
    }

    private void Tell(string what, Action tell)
    {
        Trace(what);
        tell();
        Arm();
    }

    private void Arm()
    {
        if (_autoscaler.NextTick is not { } next || next == _armed) return;
        _armed = next;
        After(Math.Max(1, (int)Math.Ceiling((next - Time(_now)).TotalMilliseconds)), () =>
        {
            if (_armed != next) return;
            _armed = null;
            Tell("tick", () => _autoscaler.Tick(Time(_now)));
        });
    }
}
