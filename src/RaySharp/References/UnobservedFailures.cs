namespace RaySharp.References;

/// <summary>Where failures go that nobody saw.</summary>
internal static class UnobservedFailures
{
    /// <summary>Told once for each such failure, on the finalizer's thread. Cancellations are not failures.</summary>
    public static event Action<ObjectId, Exception>? Reported;

    internal static void Report(ObjectId id, Func<Exception> failure)
    {
        try
        {
            if (Reported is { } reported && failure() is var exception and not OperationCanceledException) reported(id, exception);
        }
        catch (Exception)
        {
            // What a finalizer throws ends the process, and a failed log entry is not worth that.
        }
    }
}
