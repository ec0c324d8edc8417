namespace RaySharp.Actors;

/// <summary>What to do with a call that arrived.</summary>
internal enum Arrival
{
    /// <summary>Its turn: start it, then those that <see cref="CallOrder{TCall}.TryNext"/> returns.</summary>
    Start,

    /// <summary>One before it is missing: kept.</summary>
    Held,

    /// <summary>It came before, or is for another incarnation.</summary>
    Dropped,
}
