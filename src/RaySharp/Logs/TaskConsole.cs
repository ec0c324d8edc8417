using System.Text;

namespace RaySharp.Logs;

/// <summary>Console.Out or Console.Error of a worker process: whole lines go to the driver with the name of the task that writes.</summary>
internal sealed class TaskConsole(TextWriter pipe, bool isError, LineRoute route) : TextWriter
{
    public override Encoding Encoding => pipe.Encoding;

    /// <summary>Puts one in the place of each of this process's console streams.</summary>
    public static void Install(LineRoute route, TextWriter output, TextWriter error)
    {
        Console.SetOut(new TaskConsole(output, isError: false, route));
        Console.SetError(new TaskConsole(error, isError: true, route));
    }

    public override void Write(char value) => Add([value]);

    public override void Write(string? value) => Add(value);

    public override void Write(char[] buffer, int index, int count) => Add(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Add(buffer);

    public override void WriteLine() => Add("\n");

    public override void WriteLine(string? value) => Add(string.Concat(value, "\n"));

    public override void WriteLine(ReadOnlySpan<char> buffer) => Add(string.Concat(buffer, "\n"));

    public override void WriteLine(char[] buffer, int index, int count) => WriteLine(buffer.AsSpan(index, count));

    public override void Flush() => pipe.Flush();

    private void Add(ReadOnlySpan<char> text)
    {
        if (route.IsOpen) route.Current.Write(isError, text);
        else pipe.Write(text);
    }
}
