using System.Text;
using RaySharp.Messages;
using RaySharp.References;

namespace RaySharp.Logs;

/// <summary>The way of what a worker prints and logs: into its log files, or its pipes where it has none, and to the driver.</summary>
/// <remarks>First into the file: there it outlives the process. It is marked there, because the node sends what is not on to the driver.</remarks>
internal sealed class LineRoute
{
    private readonly LogSender? _sender;
    private readonly TextWriter _output, _error;
    private readonly TaskOutput _outside;

    /// <param name="sender">To the driver; null: that shows nothing.</param>
    /// <param name="output">The process's own standard output.</param>
    /// <param name="error">The process's own standard error.</param>
    public LineRoute(LogSender? sender, TextWriter output, TextWriter error)
    {
        _sender = sender;
        _output = output;
        _error = error;
        _outside = new TaskOutput(static () => "", Emit);
    }

    /// <summary>False before the driver can be reached.</summary>
    public bool IsOpen => _sender?.IsOpen ?? true;

    /// <summary>Of the task whose code runs here; one for each task and both streams, and none for a task that prints nothing.</summary>
    public TaskOutput Current
    {
        get
        {
            if (WaitScope.Current is not IContextSource task) return _outside;
            ref var output = ref task.Output;
            if (Volatile.Read(ref output) is TaskOutput known) return known;
            var fresh = new TaskOutput(() => task.Name, Emit);
            return Interlocked.CompareExchange(ref output, fresh, null) as TaskOutput ?? fresh;
        }
    }

    /// <summary>What was logged, too; it goes to the driver by itself.</summary>
    public void Logged(LogEntry entry) => Write(_error, entry.Category, LogText.FileLines(entry));

    /// <summary>The process ends: so does what was printed outside of tasks.</summary>
    public void End() => _outside.TaskEnded();

    private void Emit(string source, bool isError, string[] lines)
    {
        Write(isError ? _error : _output, source, lines);
        _sender?.Send(new LogLines(source, isError, lines), lines.Length);
    }

    private static void Write(TextWriter writer, string source, string[] lines)
    {
        StringBuilder text = new();
        foreach (string line in lines) LogMark.Append(text, source, line);
        writer.Write(text.ToString());
    }
}
