using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RaySharp.Tests.Logs;

/// <summary>A logger factory that keeps what is logged.</summary>
internal sealed class ListFactory : ILoggerFactory
{
    private readonly TaskCompletionSource _warned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<string> Entries { get; } = new();

    /// <summary>Ends with the first warning.</summary>
    public Task Warned => _warned.Task;

    public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Entries, _warned);

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private sealed class ListLogger(string category, ConcurrentQueue<string> entries, TaskCompletionSource warned) : ILogger
    {
        private readonly LoggerExternalScopeProvider _scopes = new();

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string scopes = "";
            _scopes.ForEachScope<object?>((scope, _) => scopes += $"[{scope}] ", null);
            entries.Enqueue($"{logLevel} {category} {eventId.Id}:{eventId.Name} {scopes}{formatter(state, exception)} {exception}".Trim());
            if (logLevel == LogLevel.Warning) warned.TrySetResult();
        }
    }
}
