using System.Text;
using Microsoft.Extensions.Logging;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Texts;

namespace RaySharp.Logs;

/// <summary>Writes to the driver's log: in the category of the task that logs, or in one of its own.</summary>
internal sealed class TaskLogger(LogSender sender, LogLevel least, string? category = null) : ILogger
{
    /// <summary>The category of what the runtime itself has to say.</summary>
    public const string RuntimeCategory = "RaySharp";

    private const int LongestText = 64 * 1024;
    private const string Outside = "RaySharp.Worker";
    private static readonly LoggerExternalScopeProvider _scopes = new();

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public IDisposable BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel)) return;
        string name = category ?? (WaitScope.Current as IContextSource)?.Name ?? Outside;
        var entry = new LogEntry(name, (int)logLevel, eventId.Id, eventId.Name ?? "", Short(formatter(state, exception)), Short(ScopeText()), Short(exception?.ToString() ?? ""));
        sender.Copy?.Invoke(entry);
        sender.Send(entry);
    }

    private static string Short(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), $" ... ({CountText.Of(text.Length - LongestText, "more character")})");

    private static string ScopeText()
    {
        StringBuilder? text = null;
        _scopes.ForEachScope<object?>((scope, _) =>
        {
            if (text is null) text = new StringBuilder();
            else text.Append(" => ");
            text.Append(scope);
        }, null);
        return text?.ToString() ?? "";
    }
}
