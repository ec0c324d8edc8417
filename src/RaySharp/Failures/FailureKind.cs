namespace RaySharp.Failures;

/// <summary>Which exception a failure becomes.</summary>
internal enum FailureKind : byte
{
    TaskFailed,
    Cancelled,
    WorkerCrashed,
    Unschedulable,
    ActorDied,
    ActorUnavailable,
    OwnerDied,
    ObjectLost,
    PendingCallsLimit,
    RuntimeEnvironment,
    Codec,
    ClusterMismatch,
    OutOfMemory,
    NodeDied,
    ReconstructionFailed,
    ObjectStoreFull,
    ClusterLost,
}
