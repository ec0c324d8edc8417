namespace RaySharp.Wire;

/// <summary>The outlets of an endpoint whose rings were full; the control inbox's thread moves them on.</summary>
internal sealed class StalledOutlets
{
    private readonly Lock _lock = new();
    private Outlet[] _outlets = [];

    public bool CanMove
    {
        get
        {
            foreach (Outlet outlet in Volatile.Read(ref _outlets))
                if (outlet.CanMove)
                    return true;
            return false;
        }
    }

    public void Add(Outlet outlet)
    {
        lock (_lock)
            _outlets = [.. _outlets, outlet];
    }

    public void Remove(Outlet outlet)
    {
        lock (_lock)
            _outlets = Array.FindAll(_outlets, other => other != outlet);
    }

    /// <summary>True when something moved.</summary>
    public bool Pump()
    {
        bool moved = false;
        foreach (Outlet outlet in Volatile.Read(ref _outlets))
            moved |= outlet.Pump();
        return moved;
    }
}
