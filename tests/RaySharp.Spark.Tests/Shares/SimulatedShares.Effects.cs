using RaySharp.Spark.Shares;

namespace RaySharp.Spark.Tests.Shares;

/// <summary>What the book has done, and how tasks end.</summary>
internal sealed partial class SimulatedShares
{
    void IShareEffects.Submit(int share)
    {
        SimTask task = new(share);
        _tasks.Add(task);
        After(Delay(), () =>
        {
            _waiting.Enqueue((task, _coresPerShare, _now));
            HandOut();
        });
    }

    void IShareEffects.Interrupt(int share)
    {
        var task = _tasks.First(task => task.Share == share);
        Require(!task.IsInterrupted, $"share {share} was interrupted twice");
        Note($"  share {share} is interrupted");
        if (_breaks == "interrupt" && task.Share % 3 == 0) return;
        task.IsInterrupted = true;
        After(Delay(), () => End(task));
    }

    void IShareEffects.BecomeNode(int share)
    {
        var task = _tasks.First(task => task.Share == share);
        int asked = _sites[share], pid = task.Pid == asked ? asked : 0;
        task.IsAdmitted |= pid != 0;
        Note($"  share {share} becomes a node");
        if (pid == 0) After(_random.Next(1, 400), () => Tell($"share {share} did not join", () => _book.NodeLost(share, asked, Now)));
        After(Delay(), () =>
        {
            if (task.IsOver || task.Pid != pid || pid == 0 || task.IsNode) return;
            task.IsNode = true;
            Coverage.Add("became a node");
        });
    }

    void IShareEffects.BecomePlaceholder(int share, int watchedPid)
    {
        var task = _tasks.First(task => task.Share == share);
        int pid = task.Pid == _sites[share] ? task.Pid : 0;
        Coverage.Add("became a placeholder");
        Note($"  share {share} becomes a placeholder of {watchedPid}");
        After(Delay(), () =>
        {
            if (task.IsOver || task.Pid != pid || pid == 0 || task.Watches != 0) return;
            if (!IsAlive(watchedPid))
            {
                Coverage.Add("found its anchor missing");
                Report(task, watchedPid);
                return;
            }
            task.Watches = watchedPid;
        });
    }

    void IShareEffects.TooSmall(ShareSite site) => throw new InvalidOperationException($"executor {site.Executor} was found too small");

    void IShareEffects.TookBack(int nodes, TimeSpan pause) => Coverage.Add("taken back");

    /// <summary>A process ends; Spark starts its task again, until it has failed too often.</summary>
    private void Die(SimTask task)
    {
        int pid = task.Pid;
        bool wasNode = task.IsAdmitted;
        Free(task);
        (task.Pid, task.IsNode, task.IsAdmitted, task.Watches) = (0, false, false, 0);
        if (!wasNode && pid != 0) After(_random.Next(1, 400), () =>
        {
            // Spark says now and then how many of an operation's tasks run.
            if (task is { On: null, IsOver: false }) Tell($"share {task.Share} runs no more", () => TellStopped(task.Share, pid));
        });
        if (wasNode) After(_random.Next(1, 400), () => Tell($"node of share {task.Share} is lost", () => _book.NodeLost(task.Share, pid, Now)));
        foreach (var watching in _tasks.Where(other => pid != 0 && other.Watches == pid && !other.IsOver).ToArray())
        {
            int watchers = watching.Pid;
            After(Delay(), () =>
            {
                if (!watching.IsOver && watching.Pid == watchers) Die(watching);
            });
        }
        if (++task.Failures < MaxFailures)
        {
            After(Delay(), () =>
            {
                if (task.IsOver) return;
                _waiting.Enqueue((task, _coresPerShare, _now));
                HandOut();
            });
            return;
        }
        Coverage.Add("operation failed");
        task.IsOver = true;
        HandOut();
        After(Delay(), () =>
        {
            if (!task.IsInterrupted) Tell($"operation of share {task.Share} ended", () => _book.OperationEnded(task.Share, Now));
        });
    }

    private void TellStopped(int share, int pid)
    {
        if (_book.PlaceholderLost(share, pid, Now) is not null) Coverage.Add("placeholder waited");
    }

    private void End(SimTask task)
    {
        if (task.IsOver) return;
        (task.IsOver, task.EndedAt) = (true, _now);
        int pid = task.Pid;
        Free(task);
        foreach (var watching in _tasks.Where(other => pid != 0 && other.Watches == pid && !other.IsOver).ToArray())
        {
            After(Delay(), () =>
            {
                if (!watching.IsOver && watching.Watches == pid) Die(watching);
            });
        }
        HandOut();
    }

    private void Free(SimTask task)
    {
        if (task.On is { } on) on.Used -= _coresPerShare;
        task.On = null;
    }
}
