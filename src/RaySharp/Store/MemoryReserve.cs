namespace RaySharp.Store;

/// <summary>
/// Decides how much memory is made ahead of the first large object, which would else pay for making it: at what size it may grow, who takes it, when it
/// is given back. Pure, like <see cref="NodeStore"/>, in whose capacity it counts.
/// </summary>
/// <remarks>
/// (1) There is time: the reserve grows by steps, each asked for when the last one is made, within its limit and a part of what the machine has left.
/// (2) A large object takes all of it, and what it does not need goes back to the system; the next reserve has another number. (3) What the capacity has
/// no room for is cut off. (4) When memory is short it is given back, and no other is made: others need it more.
/// </remarks>
/// <param name="limit">As long as all memory of the store, the reserve included, stays below it, the reserve may grow.</param>
/// <param name="step">By so many bytes it grows at a time.</param>
internal sealed class MemoryReserve(long limit, long step)
{
    /// <summary>It never takes more than this part of what the machine has left beside it: one in four.</summary>
    public const int PartOfLeft = 4;

    /// <summary>Who needs less than a fourth of it does not take it: to give the rest back would cost as much as was saved.</summary>
    public const int LeastPart = 4;

    private bool _isGrowing;
    private bool _isOver;

    /// <summary>Changes when it is taken or given back: what is said of an older one does not count.</summary>
    public ulong Number { get; private set; } = 1;

    /// <summary>What it has, or is about to have.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether it could grow, if the machine has the memory.</summary>
    public bool IsWanted(long committed) => !_isGrowing && !_isOver && committed + Bytes + step <= limit;

    /// <summary>(1) Another step, if there is room for it. True: it is to grow to <see cref="Bytes"/>.</summary>
    /// <param name="committed">Bytes of the store's extents in memory.</param>
    /// <param name="left">What the machine and its limits leave now.</param>
    public bool TryGrow(long committed, long left)
    {
        if (!IsWanted(committed) || Bytes + step > left / PartOfLeft) return false;
        Bytes += step;
        return _isGrowing = true;
    }

    /// <summary>(1) The step that was under way is over, whatever has become of it.</summary>
    public void Grown() => _isGrowing = false;

    /// <summary>(2) The number of the reserve that an object of this size is made of; 0 where it must do without.</summary>
    public ulong Take(long bytes)
    {
        if (Bytes == 0 || bytes < Bytes / LeastPart) return 0;
        Bytes = 0;
        return Number++;
    }

    /// <summary>(3) So much less. True: it is to shrink to <see cref="Bytes"/>; false: it never had that much.</summary>
    public bool TryCut(long bytes)
    {
        if (Bytes == 0 || bytes <= 0) return false;
        Bytes = Math.Max(0, Bytes - bytes);
        return true;
    }

    /// <summary>(4) There is to be none. True: there was one.</summary>
    public bool TryGiveBack()
    {
        _isOver = true;
        return TryCut(Bytes);
    }
}
