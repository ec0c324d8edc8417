namespace RaySharp.Store;

/// <summary>(8): memory that is made ahead of large objects.</summary>
internal sealed partial class NodeStore
{
    private readonly MemoryReserve _reserve = new(Math.Min(reserveLimit, budget.Capacity), budget.ExtentBytes);

    /// <summary>Bytes made ahead, or being made; they belong to no extent.</summary>
    public long Reserved => _reserve.Bytes;

    /// <summary>Whether there could be more of it, if the machine has memory left: then <see cref="Reserve"/> is worth a call.</summary>
    public bool WantsReserve => _reserve.IsWanted(Committed);

    /// <summary>(8) There is time to make memory ahead.</summary>
    /// <param name="left">What the machine and its limits leave now.</param>
    public void Reserve(long left)
    {
        if (_reserve.TryGrow(Committed, left)) effects.GrowReserve(_reserve.Number, _reserve.Bytes);
    }

    /// <summary>(8) A step is over: the next may follow.</summary>
    /// <param name="number">Which reserve grew.</param>
    /// <param name="failed">The system had no memory: what is there goes back.</param>
    /// <param name="left">What the machine and its limits leave now.</param>
    public void ReserveGrown(ulong number, bool failed, long left)
    {
        _reserve.Grown();
        if (failed && number == _reserve.Number) GiveBackReserve();
        else Reserve(left);
    }

    /// <summary>(8) Memory is short: what was made ahead goes back, and no more is made.</summary>
    public void GiveBackReserve()
    {
        if (_reserve.TryGiveBack()) effects.ShrinkReserve(_reserve.Number, 0);
    }

    /// <summary>(8) The capacity is for objects first.</summary>
    private void CutReserve()
    {
        if (_reserve.TryCut(Committed + Reserved - Capacity)) effects.ShrinkReserve(_reserve.Number, _reserve.Bytes);
    }
}
