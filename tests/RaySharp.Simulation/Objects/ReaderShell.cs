namespace RaySharp.Simulation.Objects;

/// <summary>What a process reads of stores: opened once however many look, as <see cref="ObjectMemory.StoredValue"/> and <see cref="ObjectMemory.OpenObjects"/> do, and closed behind the last.</summary>
internal sealed class ReaderShell(SimulatedCluster cluster, OwnerShell me)
{
    private readonly Dictionary<ObjectId, View> _views = [];

    /// <summary>What is being waited for.</summary>
    public IEnumerable<ObjectId> Waiting => _views.Values.Where(static view => view.Looks.Exists(static look => !look.IsTold)).Select(static view => view.Id);

    /// <param name="id">The object.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="nodes">Where it is said to be.</param>
    /// <param name="isArgument">Whether a task waits to be started.</param>
    /// <param name="isWanted">Whether whoever reads it still counts.</param>
    /// <param name="then">Gets it; null: it is lost.</param>
    public Look Read(ObjectId id, long bytes, uint[] nodes, bool isArgument, Func<bool> isWanted, Action<SimContent?> then)
    {
        if (!_views.TryGetValue(id, out var view)) _views.Add(id, view = new View(id, bytes, nodes) { IsArgument = isArgument });
        Look look = new(this, view, isWanted, then);
        view.Looks.Add(look);
        if (view.Content is not null) cluster.Faults.After(me.Id.Node, 0, () => Tell(look, view.Content));
        else if (!view.IsOpening) Open(view);
        else cluster.Coverage.Add("several wait in one process");
        return look;
    }

    private void Open(View view)
    {
        view.IsOpening = true;
        uint[] nodes = view.Id.Task.Owner == me.Id ? me.Objects.Copies.NodesOf(view.Id) : view.Nodes;
        cluster.Node(me.Id.Node).Objects.Open(me.Id, view.Id, view.Bytes, nodes is [var only] && only == me.Id.Node ? [] : nodes, view.IsArgument, opening => Opened(view, opening));
    }

    private void Opened(View view, Opening opening)
    {
        if (opening.Content is { } content)
        {
            (view.IsOpening, view.HasAskedOwner, view.Content) = (false, false, content);
            foreach (var look in view.Looks.ToArray()) Tell(look, content);
            CloseIfUnused(view);
            return;
        }
        cluster.Node(me.Id.Node).Objects.Close(me.Id, view.Id);
        bool isNews = opening.Without is not [];
        if (view.HasAskedOwner && !isNews) Lost(view, new ObjectLostException(opening.Reason));
        else
        {
            view.HasAskedOwner |= !isNews;
            cluster.Coverage.Add("owner asked for copies");
            me.Objects.Copies.Ask(view.Id, opening.Without, opening.Reason, copies => cluster.Faults.After(me.Id.Node, 0, () => OwnerSays(view, copies)));
        }
    }

    private void OwnerSays(View view, ObjectMemory.CopiesAnswer copies)
    {
        if (!cluster.IsAlive(me.Id)) return;
        if (copies.Failure is { } failure)
        {
            Lost(view, failure());
            return;
        }
        if (copies.Makings > view.Makings) view.HasAskedOwner = false;
        view.Makings = copies.Makings;
        view.Nodes = copies.Nodes;
        Open(view);
    }

    private void Lost(View view, Exception reason)
    {
        var owner = view.Id.Task.Owner;
        bool isOwnerGone = !cluster.IsAlive(owner) || me.KnownLost.Contains(owner) || !cluster.Head.Membership.IsMember(owner.Node);
        if (reason is not ObjectReconstructionFailedException && !isOwnerGone && view.Looks.Exists(static look => look.IsWanted()))
            throw new SimulationFailure($"{me.Id} is told that {view.Id} is lost, and nothing says why it must be: {reason.Message}");
        cluster.Coverage.Add(isOwnerGone ? "object lost with its owner" : "object lost for good");
        _views.Remove(view.Id);
        foreach (var look in view.Looks.ToArray()) Tell(look, null);
    }

    private void Tell(Look look, SimContent? content)
    {
        if (look.IsTold || !cluster.IsAlive(me.Id)) return;
        look.IsTold = true;
        look.Then(content);
    }

    private void Close(View view, Look look)
    {
        view.Looks.Remove(look);
        CloseIfUnused(view);
    }

    private void CloseIfUnused(View view)
    {
        if (view.Looks.Count > 0 || view.Content is null || !_views.Remove(view.Id) || !cluster.IsAlive(me.Id)) return;
        cluster.Node(me.Id.Node).Objects.Close(me.Id, view.Id);
    }

    /// <summary>One who reads.</summary>
    internal sealed class Look(ReaderShell home, View view, Func<bool> isWanted, Action<SimContent?> then)
    {
        public Func<bool> IsWanted { get; } = isWanted;

        public Action<SimContent?> Then { get; } = then;

        public bool IsTold { get; set; }

        /// <summary>Reads it no more.</summary>
        public void Close()
        {
            IsTold = true;
            home.Close(view, this);
        }
    }

    internal sealed class View(ObjectId id, long bytes, uint[] nodes)
    {
        public ObjectId Id { get; } = id;

        public long Bytes { get; } = bytes;

        public uint[] Nodes { get; set; } = nodes;

        public bool IsArgument { get; init; }

        /// <summary>The node, or the owner, was asked.</summary>
        public bool IsOpening { get; set; }

        public bool HasAskedOwner { get; set; }

        public int Makings { get; set; }

        public SimContent? Content { get; set; }

        public List<Look> Looks { get; } = [];
    }
}
