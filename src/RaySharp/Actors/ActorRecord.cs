namespace RaySharp.Actors;

/// <summary>An actor, as the directory knows it.</summary>
internal sealed class ActorRecord(ActorRegistration registration)
{
    public ActorRegistration Registration { get; private set; } = registration;

    public ActorId Id => Registration.Id;

    public ActorPhase Phase { get; set; }

    public int Incarnation { get; set; } = 1;

    /// <summary>Negative: for ever.</summary>
    public int RestartsLeft { get; set; } = registration.MaxRestarts;

    /// <summary>0: asked for.</summary>
    public ulong Lease { get; set; }

    /// <summary>Where the lease is.</summary>
    public ProcessId Process { get; set; }

    /// <summary>Where its calls go, once it is alive.</summary>
    public uint Inbox { get; set; }

    public string? Reason { get; set; }

    public object? Error { get; set; }

    public List<ProcessId> Subscribers { get; } = [];

    /// <summary>It will not be created again: what that takes, which may be much, is not remembered with it.</summary>
    public void ForgetCreation() => Registration = Registration with { Creation = null };

    public ActorView View => new(Id, Phase, Incarnation, Phase == ActorPhase.Alive ? Process : ProcessId.None, Phase == ActorPhase.Alive ? Inbox : 0, Reason, Error);
}
