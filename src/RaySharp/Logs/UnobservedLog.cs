using Microsoft.Extensions.Logging;
using RaySharp.References;

namespace RaySharp.Logs;

/// <summary>Logs failures that nobody observed: each once, however many runtimes this process has.</summary>
internal sealed class UnobservedLog : IDisposable
{
    private static readonly Lock _lock = new();
    private static readonly List<UnobservedLog> _open = [];
    private readonly ILogger _logger;

    static UnobservedLog() => UnobservedFailures.Reported += Report;

    public UnobservedLog(ILogger logger)
    {
        _logger = logger;
        lock (_lock) _open.Add(this);
    }

    public void Dispose()
    {
        lock (_lock) _open.Remove(this);
    }

    private static void Report(ObjectId id, Exception failure)
    {
        ILogger logger;
        lock (_lock)
        {
            if (_open.Count == 0) return;
            logger = _open[0]._logger;
        }
        logger.LogWarning(failure, "Object {Id} failed and nobody saw it. Await its reference; if its end does not matter, catch what the await throws.", id);
    }
}
