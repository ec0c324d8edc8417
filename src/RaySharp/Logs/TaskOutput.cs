using System.Text;

namespace RaySharp.Logs;

/// <summary>Makes lines of what one task prints, piece by piece.</summary>
/// <param name="name">What the task is called.</param>
/// <param name="emit">Gets whole lines.</param>
internal sealed class TaskOutput(Func<string> name, Action<string, bool, string[]> emit) : ITaskOutput
{
    /// <summary>Text without a line's end is cut here.</summary>
    public const int LongestLine = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public void Write(bool isError, ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            var open = isError ? _error : _out;
            List<string>? lines = null;
            while (text.IndexOf('\n') is var end and >= 0)
            {
                Append(open, text[..end], ref lines);
                Close(open, ref lines);
                text = text[(end + 1)..];
            }
            Append(open, text, ref lines);
            if (lines is not null) emit(name(), isError, [.. lines]);
        }
    }

    public void TaskEnded()
    {
        lock (_lock)
        {
            End(_out, isError: false);
            End(_error, isError: true);
        }
    }

    private static void Append(StringBuilder open, ReadOnlySpan<char> text, ref List<string>? lines)
    {
        while (open.Length + text.Length > LongestLine)
        {
            int fits = LongestLine - open.Length;
            open.Append(text[..fits]);
            Close(open, ref lines);
            text = text[fits..];
        }
        open.Append(text);
    }

    private static void Close(StringBuilder open, ref List<string>? lines)
    {
        if (open.Length > 0 && open[^1] == '\r') open.Length--;
        (lines ??= []).Add(open.ToString());
        open.Clear();
    }

    private void End(StringBuilder open, bool isError)
    {
        if (open.Length == 0) return;
        List<string>? lines = null;
        Close(open, ref lines);
        emit(name(), isError, [.. lines!]);
    }
}
