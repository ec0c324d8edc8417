using System.Globalization;
using Microsoft.Extensions.Logging;
using RaySharp.Head;

namespace RaySharp.Spark.Hosting;

/// <summary>The nodes of a cluster as operations of a Spark session: each is one task that runs until it is interrupted.</summary>
internal sealed class SparkNodes : IAsyncDisposable
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(5);
    private readonly ISparkSession _session;
    private readonly MembershipService _membership;
    private readonly ViewService _view;
    private readonly ILogger _logger;
    private readonly string _tag;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _slots = [];
    private readonly HashSet<int> _placed = [];
    private readonly IProgress<string>? _progress;
    private int _count;

    public SparkNodes(ISparkSession session, MembershipService membership, ViewService view, string clusterId, ILogger logger, IProgress<string>? progress, TimeProvider time)
    {
        _session = session;
        _membership = membership;
        _view = view;
        _logger = logger;
        _progress = progress;
        _time = time;
        _tag = clusterId;
    }

    /// <summary>Submits the nodes and waits until all are ready.</summary>
    /// <param name="commands">What Spark runs for each.</param>
    /// <param name="timeout">How long they may take.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SparkException">Spark refused or could not run one.</exception>
    /// <exception cref="TimeoutException">Not all were ready in time.</exception>
    public async Task StartAsync(IReadOnlyList<string> commands, TimeSpan timeout, CancellationToken cancel)
    {
        _count = commands.Count;
        _view.Known += Look;
        try
        {
            for (int slot = 0; slot < commands.Count; slot++) _slots.Add(HostAsync(slot, commands[slot]));
            await _ready.Task.WaitAsync(timeout, _time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(await DescribeLackAsync(timeout, cancel).ConfigureAwait(false));
        }
        finally
        {
            _view.Known -= Look;
        }
    }

    /// <summary>Interrupts them all; ends when Spark has confirmed it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(_goodbye, _time);
        try
        {
            await _session.InterruptTagAsync(_tag, patience.Token).ConfigureAwait(false);
            await Task.WhenAll(_slots).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SparkException or OperationCanceledException or TimeoutException)
        {
            _logger.LogWarning("Spark did not confirm that the nodes' operations ended ({Fault}). Nodes without a head end by themselves.", fault.Message);
        }
        _stop.Dispose();
    }

    private void Look(int known)
    {
        _progress?.Report($"{known} of {_count} nodes are ready");
        if (known >= _count) _ready.TrySetResult();
    }

    private async Task HostAsync(int slot, string command)
    {
        await Task.Yield();
        var policy = new SlotPolicy();
        long start = _time.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            policy.Submitted(_time.GetElapsedTime(start));
            string reason;
            Exception? failure = null;
            try
            {
                await foreach (var rows in _session.RunSqlAsync(Sql(command), new SparkOperationOptions { Tags = [_tag], Progress = new PlacedProgress(this, slot) }, _stop.Token).ConfigureAwait(false)) rows.Dispose();
                reason = "it ended by itself";
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (SparkException fault)
            {
                if (_stop.IsCancellationRequested) return;
                reason = fault.Message;
                failure = fault;
            }
            if (policy.Ended(_time.GetElapsedTime(start), _ready.Task.IsCompleted) is not { } pause)
            {
                _ready.TrySetException(failure ?? new SparkException($"The operation that hosts a node ended: {reason}."));
                return;
            }
            lock (_placed) _placed.Remove(slot);
            _logger.LogWarning("The Spark operation that hosts node place {Slot} ended: {Reason} It is submitted again in {Pause:0.#} s.", slot, reason, pause.TotalSeconds);
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (_stop.Token.Register(over.SetResult))
                await over.Task.WaitAsync(pause, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One row without an end for each node: the task lives until it is interrupted. The condition keeps Spark from compiling the whole stage, in which no interrupt arrives.</summary>
    private static string Sql(string command) => $"SELECT TRANSFORM(id) USING '{command}' AS (report STRING) FROM range(0, 9000000000000000, 1, 1) WHERE id % 1000 <> 999";

    private void Placed(int slot)
    {
        int placed;
        lock (_placed)
        {
            if (!_placed.Add(slot)) return;
            placed = _placed.Count;
        }
        _progress?.Report($"Spark has placed {placed} of {_count}");
    }

    private async Task<string> DescribeLackAsync(TimeSpan timeout, CancellationToken cancel)
    {
        int placed;
        lock (_placed) placed = _placed.Count;
        string text = $"Of {_count} nodes {_membership.Alive.Count} were ready after {timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s (SparkClusterOptions.StartTimeout). ";
        if (placed >= _count) return text + "Spark runs all of them, but they do not reach this program: see the executors' logs, and SparkClusterOptions.HeadAddress.";
        string? cores = await _session.GetSettingAsync("spark.executor.cores", cancel).ConfigureAwait(false), executors = await _session.GetSettingAsync("spark.executor.instances", cancel).ConfigureAwait(false);
        return text + $"Spark has placed {placed}: there are not enough free task slots (spark.executor.instances = {executors ?? "not set"}, spark.executor.cores = {cores ?? "not set"}). Ask for fewer nodes, or give Spark more executors.";
    }

    /// <summary>Reports at once, not on a captured context.</summary>
    private sealed class PlacedProgress(SparkNodes nodes, int slot) : IProgress<ExecutionProgress>
    {
        public void Report(ExecutionProgress value)
        {
            if (value.InflightTasks > 0) nodes.Placed(slot);
        }
    }
}
