using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// The one thread of a process that rings bells which senders put off, so that a deferred reply never waits for the long task
/// after it. It runs while something is owed, and a few turns longer: waking it for every deferred frame would cost more than
/// the ring that was saved.
/// </summary>
internal static class BellRinger
{
    private const int IdleTurns = 8;
    private static readonly TimeSpan _patience = TimeSpan.FromMicroseconds(400);
    private static readonly Lock _lock = new();
    private static readonly Doorbell _bell = Doorbell.ForThisProcess();
    private static List<Outlet> _owed = [];
    private static List<Outlet> _spare = [];
    private static Thread? _thread;

    public static void Owe(Outlet outlet)
    {
        lock (_lock)
        {
            _owed.Add(outlet);
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "ray-bells", IsBackground = true };
                _thread.Start();
            }
        }
        _bell.Ring();
    }

    private static void Run()
    {
        int idle = 0;
        while (true)
        {
            if (idle > IdleTurns)
                SleepUntilOwed();
            ShortPause.For(_patience);
            idle = RingAll() ? 0 : idle + 1;
        }
    }

    private static void SleepUntilOwed()
    {
        _bell.Arm();
        bool nothing;
        lock (_lock)
            nothing = _owed.Count == 0;
        if (nothing)
            _bell.Wait();
        else
            _bell.Disarm();
    }

    private static bool RingAll()
    {
        List<Outlet> due;
        lock (_lock)
        {
            if (_owed.Count == 0)
                return false;
            due = _owed;
            _owed = _spare;
        }
        foreach (Outlet outlet in due)
            outlet.RingOwed();
        due.Clear();
        _spare = due;
        return true;
    }
}
