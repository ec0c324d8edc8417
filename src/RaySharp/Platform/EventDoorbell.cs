namespace RaySharp.Platform;

/// <summary>The doorbell of machines without futexes, between threads of one process.</summary>
internal sealed class EventDoorbell : Doorbell
{
    private readonly object _gate = new();
    private bool _asleep;

    public override bool IsArmed
    {
        get
        {
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref _asleep);
        }
    }

    public override void Arm()
    {
        Volatile.Write(ref _asleep, true);
        Interlocked.MemoryBarrier();
    }

    public override void Disarm() => Volatile.Write(ref _asleep, false);

    public override void Wait()
    {
        lock (_gate)
        {
            while (_asleep)
                Monitor.Wait(_gate);
        }
    }

    public override void Ring()
    {
        if (!IsArmed)
            return;
        lock (_gate)
        {
            _asleep = false;
            Monitor.Pulse(_gate);
        }
    }
}
