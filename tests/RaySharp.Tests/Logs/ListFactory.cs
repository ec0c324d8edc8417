using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RaySharp.Tests.Logs;

/// <summary>A logger factory that keeps what is logged.</summary>
internal sealed class ListFactory : ILoggerFactory
{
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Entries);

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private sealed class ListLogger(string category, ConcurrentQueue<string> entries) : ILogger
    {
        private readonly LoggerExternalScopeProvider _scopes = new();

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string scopes = "";
            _scopes.ForEachScope<object?>((scope, _) => scopes += $"[{scope}] ", null);
            entries.Enqueue($"{logLevel} {category} {eventId.Id}:{eventId.Name} {scopes}{formatter(state, exception)} {exception}".Trim());
        }
    }
}
