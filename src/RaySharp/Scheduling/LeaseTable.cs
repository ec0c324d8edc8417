using System.Diagnostics.CodeAnalysis;

namespace RaySharp.Scheduling;

/// <summary>The leases of a node, by number and by owner.</summary>
internal sealed class LeaseTable(uint node)
{
    private readonly Dictionary<ulong, NodeLease> _byId = [];
    private readonly List<NodeLease> _all = [];    // oldest first
    private readonly List<OwnerLeases> _owners = [];    // in turn; none empty
    private int _turn;
    private ulong _lastId = LeaseId.First(node) - 1;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<NodeLease> All => _all;

    public NodeLease Add(LeaseRequest request, Holding holding)
    {
        NodeLease lease = new(++_lastId, request, holding);
        _byId.Add(lease.Id, lease);
        _all.Add(lease);
        var owner = Find(request.Owner);
        if (owner is null) _owners.Add(owner = new OwnerLeases(request.Owner));
        owner.Leases.Add(lease);
        return lease;
    }

    public void Remove(NodeLease lease)
    {
        _byId.Remove(lease.Id);
        _all.Remove(lease);
        var owner = Find(lease.Owner)!;
        owner.Leases.Remove(lease);
        if (owner.Leases.Count > 0) return;
        int index = _owners.IndexOf(owner);
        _owners.RemoveAt(index);
        if (index < _turn) _turn--;
    }

    public bool TryGet(ulong id, [NotNullWhen(true)] out NodeLease? lease) => _byId.TryGetValue(id, out lease);

    public NodeLease[] OfOwner(ProcessId owner) => Find(owner)?.Leases.ToArray() ?? [];

    /// <summary>The next lease that matches, an owner at a time in turn, the oldest first.</summary>
    public NodeLease? NextInTurn(Func<NodeLease, bool> matches)
    {
        for (int i = 0; i < _owners.Count; i++)
        {
            int at = (_turn + i) % _owners.Count;
            if (_owners[at].Leases.Find(lease => matches(lease)) is not { } lease) continue;
            _turn = (at + 1) % _owners.Count;
            return lease;
        }
        return null;
    }

    private OwnerLeases? Find(ProcessId owner) => _owners.Find(candidate => candidate.Owner == owner);

    private sealed record OwnerLeases(ProcessId Owner)
    {
        public List<NodeLease> Leases { get; } = [];
    }
}
