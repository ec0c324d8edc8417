namespace RaySharp.Failures;

/// <summary>Turns an object's failure into its travelling form again, where it is passed on.</summary>
internal static class FailureBytes
{
    public static byte[] Of(Exception failure) => ToFailure(failure).Encode();

    public static RemoteFailure ToFailure(Exception failure) => failure switch
    {
        TaskFailedException failed => new RemoteFailure(FailureKind.TaskFailed, failed.TaskName, failed.RemoteMessage)
        {
            Thrown = new ThrownException(failed.RemoteType, failed.RemoteMessage, failed.RemoteStack, null, failed.InnerException?.InnerException is { } inner ? ThrownException.Of(inner, 8) : null),
        },
        OperationCanceledException => new RemoteFailure(FailureKind.Cancelled, "", failure.Message),
        WorkerCrashedException crashed => new RemoteFailure(FailureKind.WorkerCrashed, "", failure.Message) { ExitCode = crashed.ExitCode, Signal = crashed.Signal, LastErrorLines = crashed.LastErrorLines },
        TaskUnschedulableException => new RemoteFailure(FailureKind.Unschedulable, "", failure.Message),
        ActorDiedException => new RemoteFailure(FailureKind.ActorDied, "", failure.Message) { Thrown = failure.InnerException is { } cause ? ThrownException.Of(cause, 8) : null },
        ActorUnavailableException => new RemoteFailure(FailureKind.ActorUnavailable, "", failure.Message),
        OwnerDiedException => new RemoteFailure(FailureKind.OwnerDied, "", failure.Message),
        ObjectReconstructionFailedException => new RemoteFailure(FailureKind.ReconstructionFailed, "", failure.Message) { Thrown = failure.InnerException is { } cause ? ThrownException.Of(cause, 8) : null },
        NodeDiedException => new RemoteFailure(FailureKind.NodeDied, "", failure.Message),
        WorkerOutOfMemoryException => new RemoteFailure(FailureKind.OutOfMemory, "", failure.Message),
        ObjectStoreFullException => new RemoteFailure(FailureKind.ObjectStoreFull, "", failure.Message),
        ClusterMismatchException => new RemoteFailure(FailureKind.ClusterMismatch, "", failure.Message),
        _ => new RemoteFailure(FailureKind.ObjectLost, "", failure.Message),
    };
}
