using System.Text;

namespace RaySharp.Logs;

/// <summary>How lines that this runtime wrote differ, in a log file or on a pipe, from what others wrote there: by characters that no terminal shows.</summary>
/// <remarks>A marked line reaches the driver by the link, too: who reads the file or pipe must not print it again.</remarks>
internal static class LogMark
{
    /// <summary>Begins such a line.</summary>
    public const char Begin = '\u001e';

    /// <summary>Follows the task's name, where there is one: <c>(Jobs.Count) text</c>.</summary>
    public const char AfterSource = '\u001f';

    public static void Append(StringBuilder text, string source, string line)
    {
        text.Append(Begin);
        if (source.Length > 0) text.Append('(').Append(source).Append(')').Append(AfterSource).Append(' ');
        text.Append(line).Append('\n');
    }

    /// <summary>Whose line it is, empty where it says nothing, and its text.</summary>
    public static (string Source, string Text) Read(string line)
    {
        if (line.Length == 0 || line[0] != Begin) return ("", line);
        int end = line.Length > 1 && line[1] == '(' ? line.IndexOf(AfterSource, StringComparison.Ordinal) : -1;
        return end < 3 ? ("", line[1..]) : (line[2..(end - 1)], end + 2 <= line.Length ? line[(end + 2)..] : "");
    }

    /// <summary>As people read it.</summary>
    public static string Plain(string line) => Read(line) is ({ Length: > 0 } source, var text) ? $"({source}) {text}" : Read(line).Text;
}
