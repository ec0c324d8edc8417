using RaySharp.Messages;
using RaySharp.References;

namespace RaySharp.Logs;

/// <summary>The way of a worker's printed lines: to the driver, and error lines to the process's own error pipe too.</summary>
/// <remarks>The copies on the pipe are marked: the driver keeps them as a crash's last words, however it came, and does not print them again.</remarks>
internal sealed class LineRoute
{
    /// <summary>Begins a line of the pipe that reaches the driver by the link too.</summary>
    public const char Mark = '\u001e';

    private readonly LogSender _sender;
    private readonly TextWriter _errorPipe;
    private readonly TaskOutput _outside;

    public LineRoute(LogSender sender, TextWriter errorPipe)
    {
        _sender = sender;
        _errorPipe = errorPipe;
        _outside = new TaskOutput(static () => "", Emit);
    }

    /// <summary>False before the driver can be reached.</summary>
    public bool IsOpen => _sender.IsOpen;

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

    private void Emit(string source, bool isError, string[] lines)
    {
        _sender.Send(new LogLines(source, isError, lines), lines.Length);
        if (!isError) return;
        foreach (string line in lines) _errorPipe.WriteLine(Mark + line);
    }
}
