using Microsoft.Extensions.Logging;
using RaySharp.References;

namespace RaySharp.Logs;

/// <summary>Logs the failures of a runtime's objects that nobody observed.</summary>
internal sealed class UnobservedLog : IDisposable
{
    private readonly ILogger _logger;
    private readonly UnobservedFailures _failures;

    public UnobservedLog(ILogger logger, UnobservedFailures failures)
    {
        _logger = logger;
        _failures = failures;
        failures.Reported += Report;
    }

    public void Dispose() => _failures.Reported -= Report;

    private void Report(ObjectId id, Exception failure) =>
        _logger.LogWarning(failure, "Object {Id} failed and nobody saw it. Await its reference; if its end does not matter, catch what the await throws.", id);
}
