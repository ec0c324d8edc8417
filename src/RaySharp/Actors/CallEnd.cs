namespace RaySharp.Actors;

/// <summary>Why a call ends without an answer.</summary>
internal enum CallEnd
{
    /// <summary>It was cancelled, and will not be sent (again).</summary>
    Cancelled,

    /// <summary>It was sent to an incarnation that was lost, and may not be sent again. It may have run.</summary>
    ActorUnavailable,

    /// <summary>The actor is dead.</summary>
    ActorDied,
}
