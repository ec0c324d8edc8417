namespace RaySharp.Spark.Shares;

/// <summary>
/// Keeps Spark's books and the nodes' in agreement: a node is backed by as many tasks of Spark, shares, as its CPUs take cores. Pure: events in, calls
/// on <see cref="IShareEffects"/> out; time is what it is told. Not thread-safe. Every event may come twice or late.
/// </summary>
/// <remarks>
/// (1) As many shares are asked for as the wanted nodes lack, never more. (2) Each reports the executor on which it came to run. The first there is the
/// anchor of a group and waits; those after it become placeholders, which hold their cores while the anchor's process lives. (3) A group that is whole
/// becomes a node, while one is wanted. (4) Shares on executors where no node came to be are held, so that Spark does not hand out the same cores again,
/// until all wanted nodes are whole; then they are given back. (5) Where that takes too long, what waits and what is held is given back, so that the
/// users' queries have their turn, and asked for again after a pause. (6) A share whose process ended is started again by Spark, anywhere: it counts as
/// asked for. When an anchor ends, its placeholders do as well.
/// </remarks>
internal sealed class ShareBook(IShareEffects effects, ShareBookOptions options)
{
    private readonly SortedDictionary<int, Share> _shares = [];
    private readonly List<ShareGroup> _groups = [];     // in the order they began
    private TimeSpan? _waitingSince;
    private TimeSpan _notBefore;
    private int _wanted;
    private int _last;
    private int _failures;

    /// <summary>Whether nodes that wait for too long are taken back (5).</summary>
    public bool IsImpatient { get; set; }

    /// <summary>Nodes that are whole, or lack a placeholder.</summary>
    public int Nodes => _groups.Count(static group => group.IsNode);

    /// <summary>Shares that wait for their turn, or are started again.</summary>
    public int Pending => _shares.Values.Count(static share => share.Group is null);

    /// <summary>Shares that have reported and belong to no node.</summary>
    public int Held => _groups.Where(static group => !group.IsNode).Sum(static group => group.Members.Count);

    /// <summary>Shares that the wanted nodes lack, those held where a node may yet become whole left out.</summary>
    public int Lacking
    {
        get
        {
            int missing = Math.Max(0, _wanted - Nodes);
            int lacking = _groups.Where(static group => group.IsNode).OrderBy(Lacks).Take(_wanted).Sum(Lacks);
            foreach (var group in _groups.Where(static group => group is { IsNode: false, IsPossible: true }).OrderBy(Lacks).Take(missing))
            {
                lacking += Lacks(group);
                missing--;
            }
            return lacking + missing * options.SharesPerNode;
        }
    }

    /// <summary>When <see cref="Tick"/> has something to do; null: not by time alone.</summary>
    public TimeSpan? NextTick
    {
        get
        {
            TimeSpan? resume = Pending < Lacking ? _notBefore : null, limit = IsImpatient ? _waitingSince + options.PendingLimit : null;
            return resume is null || limit < resume ? limit : resume;
        }
    }

    /// <summary>(1) So many nodes are to be. More than that are not ended: whoever wants fewer says which leave.</summary>
    public void Want(int nodes, TimeSpan now)
    {
        _wanted = nodes;
        Balance(now);
    }

    /// <summary>(2) A share's process asks what it is to be.</summary>
    /// <param name="number">The share.</param>
    /// <param name="site">Where it runs.</param>
    /// <param name="missing">The process that it was told to watch, and that is not there; 0: none.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is such a share.</returns>
    public bool Reported(int number, ShareSite site, int missing, TimeSpan now)
    {
        if (!_shares.TryGetValue(number, out var share)) return false;
        if (share is { Site: { } known, Group: { } group } && known == site && (missing == 0 || missing != group.Anchor.Site!.Pid))
        {
            Tell(share, group);
            return true;
        }
        Detach(share, missing);
        share.Site = site;
        Place(share);
        Balance(now);
        return true;
    }

    /// <summary>(6) The node that a share became is gone from the cluster.</summary>
    public void NodeLost(int number, int pid, TimeSpan now)
    {
        if (!_shares.TryGetValue(number, out var share) || share.Site?.Pid != pid) return;
        Detach(share, missing: 0);
        Balance(now);
    }

    /// <summary>(6) Spark says that a share runs no more. Of a node the cluster hears sooner; of what held cores for one nobody else does.</summary>
    /// <returns>The share of the node that lacks those cores now; null: it held none.</returns>
    public int? PlaceholderLost(int number, int pid, TimeSpan now)
    {
        if (!_shares.TryGetValue(number, out var share) || share.Site?.Pid != pid || share.Group is not { IsNode: true } group || group.Anchor == share) return null;
        Detach(share, missing: 0);
        Balance(now);
        return group.Anchor.Number;
    }

    /// <summary>Spark's operation has ended, although nobody ended it.</summary>
    public void OperationEnded(int number, TimeSpan now)
    {
        if (!_shares.Remove(number, out var share)) return;
        Detach(share, missing: 0);
        if (now >= _notBefore)     // of many that end at a time one counts
        {
            _failures = now - share.SubmittedAt < options.Stable ? _failures + 1 : 1;
            var pause = options.FirstPause * Math.Pow(2, Math.Min(_failures - 1, 10));
            _notBefore = now + (pause < options.LongestPause ? pause : options.LongestPause);
        }
        Balance(now);
    }

    /// <summary>A node is to leave: its cores are Spark's again.</summary>
    public void Leave(int number, TimeSpan now)
    {
        if (_shares.GetValueOrDefault(number)?.Group is { } group) GiveBack(group);
        else if (_shares.Remove(number)) effects.Interrupt(number);
        Balance(now);
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now)
    {
        if (IsImpatient && now - _waitingSince >= options.PendingLimit) TakeBack(now);
        Balance(now);
    }

    private int Lacks(ShareGroup group) => options.SharesPerNode - group.Members.Count;

    /// <summary>How many nodes an executor has room for.</summary>
    private int Fits(ShareSite site) => Math.Min(site.Cores / options.CoresPerShare ?? int.MaxValue, options.MostSharesPerExecutor ?? int.MaxValue) / options.SharesPerNode;

    private void Tell(Share share, ShareGroup group)
    {
        if (share != group.Anchor) effects.BecomePlaceholder(share.Number, group.Anchor.Site!.Pid);
        else if (group.IsNode) effects.BecomeNode(share.Number);
    }

    /// <summary>It runs no more where it ran. With an anchor its placeholders end as well; one that found its anchor missing knows that before the others.</summary>
    private void Detach(Share share, int missing)
    {
        if (share.Group is not { } group)
        {
            share.Site = null;
            return;
        }
        if (share == group.Anchor || missing == group.Anchor.Site!.Pid)
        {
            _groups.Remove(group);
            foreach (var member in group.Members) (member.Group, member.Site) = (null, null);
        }
        else
        {
            group.Members.Remove(share);
            (share.Group, share.Site) = (null, null);
        }
    }

    private void Place(Share share)
    {
        var site = share.Site!;
        var lacking = _groups.Where(group => group.Executor == site.Executor && Lacks(group) > 0).OrderBy(static group => group.IsNode ? 0 : 1).ThenBy(Lacks).FirstOrDefault();
        if (lacking is not null)
        {
            Join(share, lacking);
            return;
        }
        share.Group = new ShareGroup(share);
        _groups.Add(share.Group);
        if (Fits(site) == 0) effects.TooSmall(site);
    }

    private void Join(Share share, ShareGroup group)
    {
        share.Group = group;
        group.Members.Add(share);
        effects.BecomePlaceholder(share.Number, group.Anchor.Site!.Pid);
    }

    private void Balance(TimeSpan now)
    {
        Merge();
        foreach (var onOne in _groups.GroupBy(static group => group.Executor))
        {
            int room = Fits(onOne.First().Anchor.Site!);
            foreach (var group in onOne.OrderBy(static group => group.IsNode ? 0 : 1).ThenBy(Lacks)) group.IsPossible = room-- > 0 || group.IsNode;
        }
        foreach (var whole in _groups.Where(group => group is { IsNode: false, IsPossible: true } && Lacks(group) == 0).Take(Math.Max(0, _wanted - Nodes)).ToArray())
        {
            whole.IsNode = true;
            _waitingSince = null;
            effects.BecomeNode(whole.Anchor.Number);
        }
        int lacking = Lacking, pending = Pending;
        foreach (var unwanted in _shares.Values.Where(static share => share.Group is null).Reverse().Take(pending - lacking).ToArray())
        {
            _shares.Remove(unwanted.Number);
            effects.Interrupt(unwanted.Number);
        }
        if (lacking == 0) GiveBackHeld();
        for (; pending < lacking && now >= _notBefore; pending++)
        {
            _shares.Add(++_last, new Share(_last, now));
            effects.Submit(_last);
        }
        _waitingSince = lacking == 0 || pending < lacking ? null : _waitingSince ?? now;
    }

    /// <summary>A node lost a placeholder, and beside it one share waits for others that would make another.</summary>
    private void Merge()
    {
        foreach (var node in _groups.Where(group => group.IsNode && Lacks(group) > 0).ToArray())
        {
            while (Lacks(node) > 0 && _groups.Find(group => group is { IsNode: false, Members.Count: 1 } && group.Executor == node.Executor) is { } lone)
            {
                _groups.Remove(lone);
                Join(lone.Anchor, node);
            }
        }
    }

    private void TakeBack(TimeSpan now)
    {
        int nodes = Math.Max(1, _wanted - Nodes);
        foreach (var waiting in _shares.Values.Where(static share => share.Group is null).ToArray())
        {
            _shares.Remove(waiting.Number);
            effects.Interrupt(waiting.Number);
        }
        GiveBackHeld();
        _notBefore = now + options.PendingLimit;
        effects.TookBack(nodes, options.PendingLimit);
    }

    private void GiveBackHeld()
    {
        foreach (var group in _groups.Where(static group => !group.IsNode).ToArray()) GiveBack(group);
    }

    private void GiveBack(ShareGroup group)
    {
        _groups.Remove(group);
        foreach (var member in group.Members)
        {
            _shares.Remove(member.Number);
            effects.Interrupt(member.Number);
        }
    }
}
