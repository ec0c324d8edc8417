namespace RaySharp.Spark.Execution;

/// <summary>How a stream of responses broke.</summary>
internal enum StreamFaultKind
{
    /// <summary>The network, or a busy server: it may do better the next time.</summary>
    Interrupted,

    /// <summary>The server does not know the operation: the plan never arrived, or the operation was forgotten.</summary>
    OperationNotFound,

    /// <summary>The server has the operation already: a plan that seemed lost did arrive.</summary>
    OperationExists,

    /// <summary>The operation failed.</summary>
    Failed,
}

/// <summary>A stream's failure.</summary>
/// <param name="Kind">What it means for the operation.</param>
/// <param name="RetryDelay">How long the server asks to wait, if it does.</param>
internal readonly record struct StreamFault(StreamFaultKind Kind, TimeSpan? RetryDelay = null);
