namespace RaySharp;

/// <summary>What ends an actor.</summary>
public enum ActorLifetime
{
    /// <summary>It ends when its last handle is gone, or its creator.</summary>
    Owned,

    /// <summary>It lives until it is killed or the cluster ends.</summary>
    Detached,
}
