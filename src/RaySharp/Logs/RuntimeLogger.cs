using Microsoft.Extensions.Logging;

namespace RaySharp.Logs;

/// <summary>What the runtime itself says in the driver: to the user's log, else to standard error. Written by the printer's thread, so it may be said under locks.</summary>
internal sealed class RuntimeLogger(LogPrinter printer, ILogger? target) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => target?.IsEnabled(logLevel) ?? logLevel is >= LogLevel.Warning and < LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        if (target is not null) printer.Post(() => target.Log(logLevel, eventId, state, exception, formatter));
        else
        {
            string text = LogText.Runtime(formatter(state, exception), exception?.ToString() ?? "");
            printer.Post(() => LogPrinter.WriteLines(isError: true, text));
        }
    }
}
