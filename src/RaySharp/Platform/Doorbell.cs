namespace RaySharp.Platform;

/// <summary>
/// Wakes the one thread that sleeps on it. Sleeper: Arm, look once more for work, then Wait or Disarm. Caller: publish work,
/// then Ring. Arm and Ring have a full fence between their store and their load, so one of the two always sees the other.
/// </summary>
internal abstract class Doorbell
{
    /// <summary>The sleeper announces itself; whatever is published from now on rings.</summary>
    public abstract void Arm();

    /// <summary>Sleeps until somebody rings after <see cref="Arm"/>; may return early. Leaves the bell disarmed.</summary>
    public abstract void Wait();

    public abstract void Disarm();

    /// <summary>Whether a sleeper must be rung for what was published before this call.</summary>
    public abstract bool IsArmed { get; }

    /// <summary>Wakes the sleeper if there is one; costs a fence and a load if there is none.</summary>
    public abstract void Ring();

    /// <summary>A bell for threads of this process only.</summary>
    public static unsafe Doorbell ForThisProcess() =>
        PlatformSupport.SharedMemory ? FutexDoorbell.OnOwnMemory() : new EventDoorbell();
}
