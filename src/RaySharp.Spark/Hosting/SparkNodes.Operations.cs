using System.Globalization;
using Microsoft.Extensions.Logging;
using RaySharp.Hosting;
using RaySharp.Texts;

namespace RaySharp.Spark.Hosting;

/// <summary>(1) (4): the operations themselves.</summary>
internal sealed partial class SparkNodes
{
    /// <summary>(1) One row without an end: the task lives until it is interrupted. The condition keeps Spark from compiling the whole stage, in which no interrupt arrives.</summary>
    private static string Sql(string command) => $"SELECT TRANSFORM(id) USING '{command}' AS (report STRING) FROM range(0, 9000000000000000, 1, 1) WHERE id % 1000 <> 999";

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1), _longestPause = TimeSpan.FromSeconds(30);

    /// <summary>Spark has lost the session, and there is no other.</summary>
    public event Action<string>? LostForGood;

    private async Task HostAsync(int share, ShareOperation operation, Task<NodeSite> place)
    {
        await Task.Yield();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, operation.Stop.Token);
        string reason = "It ended by itself.";
        Exception? failure = null;
        try
        {
            var site = await place.WaitAsync(stop.Token).ConfigureAwait(false);
            await foreach (var rows in site.Session.RunSqlAsync(Sql(site.Command(share)), new SparkOperationOptions { Tags = [_tag], Progress = new PlacedProgress(this, share) }, stop.Token).ConfigureAwait(false)) rows.Dispose();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it should be.
        }
        catch (SparkSessionLostException lost)
        {
            (reason, failure) = (lost.Message, lost);
            SessionLost(place, lost);
        }
        catch (SparkException fault)
        {
            failure = HostingFailure.Explain(fault);
            reason = failure.Message;
        }
        catch (ObjectDisposedException fault)
        {
            SparkSessionLostException lost = new("The Spark session that hosts the cluster's nodes was disposed before the cluster. Dispose the cluster first.", fault);
            (reason, failure) = (lost.Message, lost);
            SessionLost(place, lost);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            (reason, failure) = (fault.Message, fault);      // another client of Spark may fail in its own way
        }
        Ended(share, operation, reason, failure);
    }

    /// <summary>(4)</summary>
    private void Ended(int share, ShareOperation operation, string reason, Exception? failure)
    {
        lock (_placed) _placed.Remove(share);
        Decide(() =>
        {
            _operations.Remove(share);
            operation.Asker?.TrySetResult(NodeRole.Refused("its task has ended"));
            if (operation.IsUnwanted) return;
            if (!_ready.TrySetException(failure ?? new SparkException($"The operation that hosts a node ended: {reason}")) && !_site.IsFaulted)
                _logger.LogWarning("The Spark operation of share {Share} of the nodes ended: {Reason} Another is submitted.", share, reason);
            _book.OperationEnded(share, Now);
        });
        operation.Stop.Dispose();
    }

    /// <summary>Spark was restarted, or ended the session. All nodes were hosted there: they go elsewhere together.</summary>
    private void SessionLost(Task<NodeSite> place, SparkSessionLostException lost) => Decide(() =>
    {
        if (_site != place || !_ready.Task.IsCompletedSuccessfully) return;
        if (_renew is null)
        {
            _site = Task.FromException<NodeSite>(lost);
            _logger.LogError("{Reason} The session was not made by RayOnSpark.SetupAsync, so that nothing can take its place: what waits for worker nodes fails. Set up another cluster.", lost.Message);
            LostForGood?.Invoke(lost.Message);
            _book.Want(0, Now);
            return;
        }
        _logger.LogWarning("{Reason} The cluster's nodes move to another session.", lost.Message);
        _site = RenewAsync(_renew);
    });

    private async Task<NodeSite> RenewAsync(Func<CancellationToken, Task<NodeSite>> renew)
    {
        for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                return await renew(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is SparkException or IOException or UnauthorizedAccessException)
            {
                _logger.LogWarning("No other session could be made: {Reason} It is tried again in {Pause:0.#} s.", fault.Message, pause.TotalSeconds);
            }
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
        }
    }

    private void Placed(int share)
    {
        int placed, asked;
        lock (_placed)
        {
            if (!_placed.Add(share)) return;
            placed = _placed.Count;
        }
        lock (_lock) asked = _operations.Count;
        if (!_ready.Task.IsCompleted) _progress?.Report($"Spark has placed {placed} of {CountText.Of(asked, "task")}{(placed < asked ? ", waiting for executors" : "")}");
    }

    /// <summary>Spark runs the task no more: if it held cores for a node, nobody else says so. It is started again when there is a core.</summary>
    private void Stopped(int share) => Decide(() =>
    {
        if (!_operations.TryGetValue(share, out var operation) || operation.IsUnwanted || _book.PlaceholderLost(share, operation.Pid, Now) is not { } anchor) return;
        uint node = _nodes.FirstOrDefault(node => node.Value.Share == anchor).Key;
        _logger.LogWarning("A task that held cores for node {Node} has ended, and Spark has none at the moment to start it again: until it has, Spark's own queries may run beside the node on cores that are its.", node);
    });

    private async Task<string> DescribeLackAsync(TimeSpan timeout, CancellationToken cancel)
    {
        int placed, asked, heard;
        lock (_placed) placed = _placed.Count;
        lock (_lock) (asked, heard) = (_operations.Count, _operations.Values.Count(static operation => operation.Pid != 0));
        string text = $"{_membership.Alive.Count} of {CountText.Of(_least, "node")} became ready within {timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s (SparkClusterOptions.StartTimeout). ";
        if (placed < asked)
            return text + $"Spark has placed {placed} of {CountText.Of(asked, "task")} ({_shape.SharesPerNode} for each node, each of {CountText.Of(_shape.CoresPerShare, "core")}): there are not enough free task slots. {await DescribeSparkAsync(cancel).ConfigureAwait(false)}Ask for fewer nodes, or give Spark more executors.";
        return heard == 0
            ? text + $"Spark runs all that was asked for, but the nodes do not reach this program at {_headAddress}, which it announced. Say by which address the executors reach this machine (SparkClusterOptions.HeadAddress), and look for firewalls; the executors' logs say more."
            : text + $"Spark runs all that was asked for, and {heard} of the processes reached this program at {_headAddress}, but what became of them was not ready in time. Allow more time; if it stays so, the executors' logs (stderr) say why.";
    }

    private async Task<string> DescribeSparkAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(_goodbye, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            var session = (await _site.ConfigureAwait(false)).Session;
            List<string> has = [];
            if (await SparkCores.ReadAsync(session, either.Token).ConfigureAwait(false) is { } cores) has.Add($"{CountText.Of(cores, "core")} in all, busy ones counted");
            foreach (string setting in new[] { "spark.executor.instances", "spark.executor.cores" })
            {
                if (await session.GetSettingAsync(setting, either.Token).ConfigureAwait(false) is { Length: > 0 } value) has.Add($"{setting} = {value}");
            }
            return has.Count == 0 ? "" : $"Spark has {string.Join(", ", has)}. ";
        }
        catch (Exception fault) when (fault is SparkException or OperationCanceledException)
        {
            return "";      // it says nothing now; what is known is told
        }
    }

    /// <summary>Reports at once, not on a captured context.</summary>
    private sealed class PlacedProgress(SparkNodes nodes, int share) : IProgress<ExecutionProgress>
    {
        public void Report(ExecutionProgress value)
        {
            if (value.InflightTasks > 0) nodes.Placed(share);
            else nodes.Stopped(share);
        }
    }
}
