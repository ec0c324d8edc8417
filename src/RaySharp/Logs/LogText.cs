using Microsoft.Extensions.Logging;
using RaySharp.Messages;

namespace RaySharp.Logs;

/// <summary>How lines and entries of workers look in the driver.</summary>
internal static class LogText
{
    public static string Line(string source, int pid, string line) => $"({(source.Length > 0 ? source + " " : "")}pid={pid}) {line}";

    /// <summary>On the console, where there is no logger factory.</summary>
    public static string Entry(int pid, LogEntry entry) => Line(entry.Category, pid, Text(entry));

    /// <summary>In the worker's log file.</summary>
    public static string[] FileLines(LogEntry entry) => Text(entry).ReplaceLineEndings("\n").Split('\n');

    /// <summary>What the runtime itself says, where there is no logger factory.</summary>
    public static string Runtime(string text, string exception) => $"RaySharp: {WithException(text, exception)}";

    /// <summary>Into the driver's log, as if it had been logged here.</summary>
    public static void Write(ILogger logger, int pid, LogEntry entry)
    {
        var level = (LogLevel)entry.Level;
        if (!logger.IsEnabled(level)) return;
        using var scope = entry.Scopes.Length > 0 ? logger.BeginScope(entry.Scopes) : null;
        var exception = entry.Exception.Length > 0 ? new WorkersException(entry.Exception) : null;
        KeyValuePair<string, object?>[] state = [new("Pid", pid), new("{OriginalFormat}", entry.Text)];
        logger.Log(level, new EventId(entry.EventId, entry.EventName.Length > 0 ? entry.EventName : null), state, exception, (_, _) => entry.Text);
    }

    private static string Text(LogEntry entry) => $"{Short((LogLevel)entry.Level)}: {(entry.Scopes.Length > 0 ? $"[{entry.Scopes}] " : "")}{WithException(entry.Text, entry.Exception)}";

    private static string WithException(string text, string exception) => exception.Length > 0 ? text + Environment.NewLine + exception : text;

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>What a worker's exception was, as it wrote it.</summary>
    private sealed class WorkersException(string text) : Exception(text.Split('\n', 2)[0].TrimEnd('\r'))
    {
        public override string ToString() => text;
    }
}
