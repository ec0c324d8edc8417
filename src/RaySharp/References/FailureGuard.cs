namespace RaySharp.References;

/// <summary>An object's failure; notices that it was let go without anybody having seen it. Made only on failure, so that success costs no finalizer.</summary>
internal sealed class FailureGuard(ObjectId id, Func<Exception> make, UnobservedFailures? unobserved)
{
    ~FailureGuard() => unobserved?.Report(id, Make);

    public Func<Exception> Make { get; } = make;

    public void Observed() => GC.SuppressFinalize(this);
}
