namespace RaySharp.Actors;

/// <summary>What an actor's caller has done for it. None of these may call back into the caller.</summary>
internal interface IActorCallerEffects<in TCall>
{
    /// <summary>Send the call, under its number, after those sent before. False: that process is known to be gone, nothing was sent.</summary>
    bool TrySend(TCall call, ProcessId process, int incarnation);

    /// <summary>Ask the actor to cancel a call that it was sent.</summary>
    void CancelRemote(TCall call, ProcessId process, int incarnation);

    void Fail(TCall call, CallEnd cause, in ActorView actor);
}
