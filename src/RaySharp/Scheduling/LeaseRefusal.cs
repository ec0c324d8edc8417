namespace RaySharp.Scheduling;

/// <summary>Why no lease is granted.</summary>
internal enum LeaseRefusal
{
    /// <summary>The node does not have that much, even when nothing runs.</summary>
    Infeasible,

    /// <summary>Worker processes for it fail to start.</summary>
    ProcessStartFailed,

    /// <summary>So many tasks wait for others that no more are started.</summary>
    TooManyWaiting,
}
