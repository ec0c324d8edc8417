using System.Text;

namespace RaySharp.Logs;

/// <summary>Makes lines of bytes that come in pieces.</summary>
internal sealed class LineCutter
{
    /// <summary>Bytes without a line's end are cut here.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly List<byte> _open = [];

    /// <summary>The lines that are complete with this piece.</summary>
    public List<string> Add(ReadOnlySpan<byte> bytes)
    {
        List<string> lines = [];
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Append(bytes[..end], lines);
            lines.Add(Take());
            bytes = bytes[(end + 1)..];
        }
        Append(bytes, lines);
        return lines;
    }

    /// <summary>What was not ended; null: nothing.</summary>
    public string? End() => _open.Count > 0 ? Take() : null;

    private void Append(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (_open.Count + bytes.Length > LongestLine)
        {
            int fits = LongestLine - _open.Count;
            _open.AddRange(bytes[..fits]);
            lines.Add(Take());
            bytes = bytes[fits..];
        }
        _open.AddRange(bytes);
    }

    private string Take()
    {
        string line = Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open)).TrimEnd('\r');
        _open.Clear();
        return line;
    }
}
