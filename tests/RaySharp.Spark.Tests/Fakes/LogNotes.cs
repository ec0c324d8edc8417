using Microsoft.Extensions.Logging;

namespace RaySharp.Spark.Tests.Fakes;

/// <summary>A log that a test waits for.</summary>
internal sealed class LogNotes : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first warning.</summary>
    public Task<string> Warning => _first.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _first.TrySetResult(formatter(state, exception));

    public void Dispose()
    {
        // It has nothing.
    }
}
