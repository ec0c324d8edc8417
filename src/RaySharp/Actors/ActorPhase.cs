namespace RaySharp.Actors;

/// <summary>Where an actor stands in its life.</summary>
internal enum ActorPhase
{
    /// <summary>Waits for a slot, or its constructor runs.</summary>
    Pending,

    /// <summary>The same, after its process was lost.</summary>
    Restarting,

    Alive,

    Dead,
}
