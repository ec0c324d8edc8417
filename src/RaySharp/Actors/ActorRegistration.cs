using RaySharp.Scheduling;

namespace RaySharp.Actors;

/// <summary>An actor as its creator asks for it.</summary>
internal sealed record ActorRegistration
{
    public required ActorId Id { get; init; }

    public required ulong ClassId { get; init; }

    /// <summary>The class, for people.</summary>
    public required string ClassName { get; init; }

    /// <summary>What it needs to be placed. Its lease ends with the actor.</summary>
    public required LeaseSpec Lease { get; init; }

    /// <summary>The process it ends with, unless it is detached.</summary>
    public required ProcessId Owner { get; init; }

    /// <summary>Null: nobody can find it.</summary>
    public string? Name { get; init; }

    public string Namespace { get; init; } = "";

    public bool GetIfExists { get; init; }

    public bool IsDetached { get; init; }

    /// <summary>How often it is created again; negative: for ever.</summary>
    public int MaxRestarts { get; init; }

    /// <summary>Constructor and arguments; of no interest to the directory.</summary>
    public object? Creation { get; init; }
}
