using System.Globalization;
using RaySharp.Spark.Shares;

namespace RaySharp.Spark.Tests.Shares;

/// <summary>A Spark whose tasks come late, die and come back elsewhere, with other queries that want cores as well; and the real book of shares.</summary>
internal sealed partial class SimulatedShares : IShareEffects
{
    private const int MostSteps = 20_000, MaxFailures = 4;
    private readonly PriorityQueue<Action, (int At, int Order)> _events = new();
    private readonly List<SimExecutor> _executors = [];
    private readonly List<SimTask> _tasks = [];
    private readonly Queue<(SimTask? Task, int Cores, int Since)> _waiting = new();
    private readonly Dictionary<int, int> _sites = [];      // the process that each share reported last
    private readonly Random _random;
    private readonly ShareBook _book;
    private readonly int _sharesPerNode, _coresPerShare, _limit, _maxDelay;
    private readonly int? _mostShares;     // what GPUs allow
    private readonly string? _breaks;
    private readonly bool _tellsCores;
    private int _now, _order, _pids = 100, _executorNumber, _wanted, _longestWait;

    public SimulatedShares(int seed, string? breaks = null)
    {
        _random = new Random(seed);
        _breaks = breaks;
        _coresPerShare = _random.Next(3) == 0 ? 2 : 1;
        _sharesPerNode = _random.Next(1, 5);
        _maxDelay = _random.Next(2) == 0 ? 5 : 60;
        _limit = 2000;
        _tellsCores = _random.Next(4) != 0;
        _mostShares = _random.Next(4) == 0 ? _random.Next(_sharesPerNode, 3 * _sharesPerNode + 1) : null;
        int least = _coresPerShare * _sharesPerNode;
        for (int i = _random.Next(1, 5); i > 0; i--) AddExecutor(_random.Next(least, 3 * least + 1), _tellsCores);
        _book = new ShareBook(this, new ShareBookOptions { CoresPerShare = _coresPerShare, SharesPerNode = _sharesPerNode, MostSharesPerExecutor = _mostShares, PendingLimit = Milliseconds(_limit), Stable = Milliseconds(10_000) }) { IsImpatient = true };
    }

    public HashSet<string> Coverage { get; } = [];

    public List<string> Trace { get; } = [];

    private TimeSpan Now => Milliseconds(_now);

    private int Capacity => _executors.Where(static executor => !executor.IsGone).Sum(executor => executor.Cores / _coresPerShare / _sharesPerNode);

    /// <returns>What is wrong; null: nothing.</returns>
    public string? Run()
    {
        try
        {
            Want(_random.Next(1, Capacity + 2));
            for (int faults = _random.Next(0, 12); faults > 0; faults--) After(_random.Next(1, 6000), Fault);
            Drain(until: 15_000);
            LeaveQueries();
            if (!_tellsCores) LeaveAll();      // two nodes may have come to be where there is room for one
            Want(Math.Min(Math.Max(_wanted, 1), Capacity));
            Drain();
            CheckEnd();
            LeaveAll();
            Require(_tasks.TrueForAll(static task => task.IsOver) && _executors.TrueForAll(static executor => executor.IsGone || executor.Used == 0), "cores are taken although no node is wanted");
            Require(_longestWait <= 4 * _limit, $"a share stood before the users' queries for {_longestWait} ms");
            return null;
        }
        catch (InvalidOperationException problem)
        {
            return problem.Message;
        }
    }

    private void LeaveAll()
    {
        Want(0);
        Drain();
        foreach (var node in _tasks.Where(static task => task is { IsNode: true, IsOver: false }).ToArray()) Tell($"leave {node.Share}", () => _book.Leave(node.Share, Now));
        Drain();
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise);
    }

    private int Delay() => 1 + _random.Next(_maxDelay);

    private void After(int delay, Action what) => _events.Enqueue(what, (_now + delay, ++_order));

    private void AddExecutor(int cores, bool tellsCores) => _executors.Add(new SimExecutor(
        $"x{(++_executorNumber).ToString(CultureInfo.InvariantCulture)}", Math.Min(cores, _mostShares * _coresPerShare ?? cores), tellsCores ? cores : null));

    private void Want(int nodes)
    {
        _wanted = nodes;
        Tell($"want {nodes}", () => _book.Want(nodes, Now));
    }

    /// <summary>An event of the book; what must hold after each is looked at.</summary>
    private void Tell(string what, Action tell)
    {
        Note($"{_now}: {what}");
        tell();
        Require(_book.Pending <= _book.Lacking, $"{_book.Pending} shares are asked for, and {_book.Lacking} are lacking");
        if (_book.NextTick is { } next) After(Math.Max(1, (int)(next - Now).TotalMilliseconds), () =>
        {
            if (_book.NextTick <= Now) Tell("tick", () => _book.Tick(Now));
        });
    }

    /// <summary>Until nothing is under way, or that time has come.</summary>
    private void Note(string what)
    {
        if (Trace.Count < 5000) Trace.Add(what);
    }

    private void Drain(int until = int.MaxValue)
    {
        for (int step = 0; _events.TryPeek(out _, out var at) && at.At <= until; step++)
        {
            if (step >= MostSteps) Require(false, $"it does not come to rest: {Describe()}");
            _now = at.At;
            _events.Dequeue()();
        }
    }

    /// <summary>One that wants more cores at a time than nodes leave would block for ever whoever comes after it.</summary>
    private void LeaveQueries()
    {
        foreach (var waiting in Enumerable.Range(0, _waiting.Count).Select(_ => _waiting.Dequeue()).Where(static waiting => waiting.Task is not null).ToArray()) _waiting.Enqueue(waiting);
        HandOut();
    }

    private void HandOut()
    {
        while (_waiting.TryPeek(out var first))
        {
            if (first.Task is { IsOver: true })
            {
                _longestWait = Math.Max(_longestWait, first.Task.EndedAt - first.Since);
                _waiting.Dequeue();
                continue;
            }
            SimExecutor[] free = [.. _executors.Where(executor => !executor.IsGone && executor.Cores - executor.Used >= first.Cores)];
            if (free.Length == 0) return;
            _waiting.Dequeue();
            var on = free[_random.Next(free.Length)];
            int cores = first.Cores;
            on.Used += cores;
            if (first.Task is { } task) Start(task, on);
            else
            {
                Coverage.Add("a query ran beside");
                After(_random.Next(50, 1500), () =>
                {
                    on.Used -= cores;
                    HandOut();
                });
            }
        }
    }

    private void Start(SimTask task, SimExecutor on)
    {
        Require(task.On is null, $"share {task.Share} was started twice");
        (task.On, task.Pid, task.IsNode, task.Watches) = (on, ++_pids, false, 0);
        int pid = task.Pid;
        After(Delay(), () =>
        {
            if (!task.IsOver && task.Pid == pid) Report(task, 0);
        });
    }

    private void Report(SimTask task, int missing)
    {
        if (task.IsInterrupted) return;
        _sites[task.Share] = task.Pid;
        ShareSite site = new(task.On!.Name, task.On.ToldCores, task.Pid);
        Tell($"share {task.Share} reports {site}{(missing == 0 ? "" : $", {missing} is missing")}", () => Require(_book.Reported(task.Share, site, missing, Now), $"share {task.Share} is unknown"));
        if (_random.Next(10) == 0) After(Delay(), () =>
        {
            if (!task.IsOver && task.Pid == site.Pid && !task.IsInterrupted) Tell($"share {task.Share} asks again", () => _book.Reported(task.Share, site, 0, Now));
        });
    }

    private bool IsAlive(int pid) => _tasks.Exists(task => !task.IsOver && task.Pid == pid && task.On is { IsGone: false });

    private void Fault()
    {
        switch (_random.Next(6))
        {
            case 0:
                Want(_random.Next(0, Capacity + 2));
                break;
            case 1:
                int cores = _random.Next(1, 4);
                _waiting.Enqueue((null, Math.Min(cores, _executors.Where(static executor => !executor.IsGone).Max(static executor => executor.Cores)), _now));
                HandOut();
                break;
            case 2 when _executors.Find(static executor => !executor.IsGone) is { } lost && _tasks.Exists(task => task.On == lost):
                Coverage.Add("executor lost");
                lost.IsGone = true;
                AddExecutor(lost.ToldCores ?? lost.Cores, lost.ToldCores is not null);
                foreach (var task in _tasks.Where(task => task.On == lost && !task.IsOver).ToArray()) Die(task);
                HandOut();
                break;
            case 3 when _tasks.Where(static task => task is { IsNode: true, IsOver: false, IsInterrupted: false }).ToArray() is { Length: > 0 } nodes:
                var leaves = nodes[_random.Next(nodes.Length)];
                Coverage.Add("node left");
                _wanted = Math.Max(0, _wanted - 1);
                Tell($"leave {leaves.Share}", () => _book.Leave(leaves.Share, Now));
                Want(_wanted);
                break;
            default:
                if (_tasks.Where(static task => task is { IsOver: false, On: not null, Pid: > 0 }).ToArray() is { Length: > 0 } alive)
                {
                    Coverage.Add("process died");
                    Die(alive[_random.Next(alive.Length)]);
                }
                break;
        }
    }

    private void CheckEnd()
    {
        Require(_book is { Held: 0, Pending: 0 }, $"{_book.Held} shares are held and {_book.Pending} asked for when all should be whole");
        Require(_book.Nodes >= _wanted, $"{_book.Nodes} nodes are whole, {_wanted} are wanted");
        int backed = _tasks.Count(node => node is { IsNode: true, IsOver: false } && _tasks.Count(task => !task.IsOver && task.Watches == node.Pid && task.On == node.On) == _sharesPerNode - 1);
        Require(backed >= _wanted, $"only {backed} of {_wanted} nodes are backed by {_sharesPerNode} shares: {Describe()}");
        int nodes = _tasks.Count(static task => task is { IsNode: true, IsOver: false });
        Require(nodes == _book.Nodes, $"{nodes} nodes run, and the book says {_book.Nodes}: {Describe()}");
        int used = _executors.Where(static executor => !executor.IsGone).Sum(static executor => executor.Used);
        Require(used == nodes * _sharesPerNode * _coresPerShare || nodes > _wanted, $"{used} cores are taken for {nodes} nodes of {_sharesPerNode} shares of {_coresPerShare} cores: {Describe()}");
    }

    private string Describe() => string.Join(", ", _executors.Where(static executor => !executor.IsGone).Select(static executor => $"{executor.Name}: {executor.Used} of {executor.Cores}")) + "; "
        + string.Join("; ", _tasks.Where(static task => !task.IsOver).Select(static task => $"share {task.Share} on {task.On?.Name}, pid {task.Pid}, {(task.IsNode ? "node" : $"watches {task.Watches}")}{(task.IsInterrupted ? ", interrupted" : "")}"));
}
