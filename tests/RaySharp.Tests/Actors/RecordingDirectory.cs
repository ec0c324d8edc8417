using RaySharp.Actors;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Actors;

/// <summary>A directory whose effects are written down.</summary>
internal sealed class RecordingDirectory : IActorDirectoryEffects
{
    private readonly List<string> _effects = [];

    public RecordingDirectory(int mostDead = 100) => Directory = new ActorDirectory(this, mostDead);

    public static ProcessId Caller { get; } = new(1);

    public static ProcessId FirstHost { get; } = new(101);

    public static ProcessId SecondHost { get; } = new(102);

    public ActorDirectory Directory { get; }

    public static ActorId Id(ulong number) => new(Caller, number);

    public static ActorRegistration Actor(ulong number, bool exclusive = true) => new()
    {
        Id = Id(number),
        ClassId = 1,
        ClassName = "Counter",
        Owner = Caller,
        Lease = new LeaseSpec { Resources = ResourceSet.Of(1), Exclusive = exclusive, IsActor = true, CpusOnlyToPlace = true },
    };

    /// <summary>Registers the actor and brings it to life on <see cref="FirstHost"/> under lease 5.</summary>
    public void MakeAlive(ActorRegistration actor)
    {
        Directory.RegisterActor(Caller, 1, actor);
        Directory.Subscribe(Caller, actor.Id);
        Directory.LeaseGranted(actor.Id, 1, 5, FirstHost);
        Directory.CreationSucceeded(actor.Id, 1, 7);
        Take();
    }

    public string Take()
    {
        string all = string.Join("; ", _effects);
        _effects.Clear();
        return all;
    }

    public void Registered(ProcessId caller, ulong request, ActorId actor) => Add($"registered {caller.Value}/{request} {actor.Number}");

    public void RegistrationRefused(ProcessId caller, ulong request, string reason) => Add($"refused {caller.Value}/{request}: {reason}");

    public void RequestActorLease(ActorId actor, int incarnation, LeaseSpec spec) => Add($"lease for {actor.Number}.{incarnation}");

    public void CancelActorLease(ActorId actor, int incarnation) => Add($"cancel lease for {actor.Number}.{incarnation}");

    public void CreateOn(ProcessId process, ulong lease, ActorRegistration actor, int incarnation) => Add($"create {actor.Id.Number}.{incarnation} on {process.Value}");

    public void ActorPlaced(ulong lease) => Add($"placed #{lease}");

    public void StopActor(ProcessId process, ActorId actor, int incarnation) => Add($"stop {actor.Number}.{incarnation} on {process.Value}");

    public void ReturnLease(ulong lease) => Add($"return #{lease}");

    public void JobOver(uint job) => Add($"job {job} is over");

    public void PublishState(ProcessId subscriber, ActorView view) =>
        Add($"tell {subscriber.Value}: {view.Actor.Number}.{view.Incarnation} {view.Phase}{(view.Process.Value == 0 ? "" : $" on {view.Process.Value}")}{(view.Reason is null ? "" : $", {view.Reason}")}");

    private void Add(string text) => _effects.Add(text);
}
