namespace RaySharp.References;

/// <summary>Notices that an object's failure was let go without anybody having seen it. Made only on failure, so that success costs no finalizer.</summary>
internal sealed class FailureGuard(ObjectId id, Func<Exception> failure)
{
    ~FailureGuard() => UnobservedFailures.Report(id, failure);

    public void Observed() => GC.SuppressFinalize(this);
}
