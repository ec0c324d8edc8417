namespace RaySharp.References;

/// <summary>Where the failures of a runtime's objects go that nobody saw. Safe from any thread.</summary>
internal sealed class UnobservedFailures
{
    /// <summary>Told once for each such failure, on the finalizer's thread. Cancellations are not failures.</summary>
    public event Action<ObjectId, Exception>? Reported;

    public void Report(ObjectId id, Func<Exception> failure)
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
