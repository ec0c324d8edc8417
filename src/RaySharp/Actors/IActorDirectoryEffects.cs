using RaySharp.Scheduling;

namespace RaySharp.Actors;

/// <summary>What the directory has done for it. None of these may call back into the directory.</summary>
internal interface IActorDirectoryEffects
{
    /// <summary>Answers a registration; <paramref name="actor"/> is another than asked for where GetIfExists found one.</summary>
    void Registered(ProcessId caller, ulong request, ActorId actor);

    void RegistrationRefused(ProcessId caller, ulong request, string reason);

    void RequestActorLease(ActorId actor, int incarnation, LeaseSpec spec);

    void CancelActorLease(ActorId actor, int incarnation);

    void CreateOn(ProcessId process, ulong lease, ActorRegistration actor, int incarnation);

    /// <summary>The actor is created: the node takes back what was needed to place it.</summary>
    void ActorPlaced(ulong lease);

    /// <summary>End the actor in its slot, then report <see cref="ActorDirectory.ActorStopped"/>. It shares the process: the process stays.</summary>
    void StopActor(ProcessId process, ActorId actor, int incarnation);

    /// <summary>Nothing of the actor is left to keep. A process of its own ends with the lease.</summary>
    void ReturnLease(ulong lease);

    /// <summary>The job's driver is gone, and no detached actor of it lives: all of its processes are to end, on all nodes. May come again.</summary>
    void JobOver(uint job);

    void PublishState(ProcessId subscriber, ActorView view);
}
