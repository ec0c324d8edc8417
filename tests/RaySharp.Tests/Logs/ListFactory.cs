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

    /// <summary>Told what is logged.</summary>
    public event Action<string>? Logged;

    /// <summary>Ends when an entry with that text is logged, from now on.</summary>
    public Task HasAsync(string text)
    {
        TaskCompletionSource has = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Logged += entry =>
        {
            if (entry.Contains(text, StringComparison.Ordinal)) has.TrySetResult();
        };
        return has.Task;
    }

    public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Add);

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private void Add(string entry)
    {
        Entries.Enqueue(entry);
        Logged?.Invoke(entry);
        if (entry.StartsWith(nameof(LogLevel.Warning), StringComparison.Ordinal)) _warned.TrySetResult();
    }

    private sealed class ListLogger(string category, Action<string> add) : ILogger
    {
        private readonly LoggerExternalScopeProvider _scopes = new();

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string scopes = "";
            _scopes.ForEachScope<object?>((scope, _) => scopes += $"[{scope}] ", null);
            add($"{logLevel} {category} {eventId.Id}:{eventId.Name} {scopes}{formatter(state, exception)} {exception}".Trim());
        }
    }
}
