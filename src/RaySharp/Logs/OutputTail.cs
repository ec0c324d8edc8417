namespace RaySharp.Logs;

/// <summary>What comes to a worker's log file by itself, as native code's output does, on its way to the driver. Marked lines went there by the link.</summary>
internal sealed class OutputTail(string folder, string name, Action<string> print) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LogFileReader _reader = new(folder, name);
    private readonly LineCutter _lines = new();
    private readonly byte[] _bytes = new byte[16 * 1024];
    private bool _isOver;

    public string Name => name;

    /// <summary>Reads what is new.</summary>
    public void Look()
    {
        lock (_lock)
        {
            try
            {
                while (!_isOver && _reader.Read(_bytes) is > 0 and var count) _lines.Add(_bytes.AsSpan(0, count)).ForEach(Print);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Its session ends, or its disk is gone: the file itself has it, if anything has.
            }
        }
    }

    /// <summary>Reads the rest: its writer is gone.</summary>
    public void Dispose()
    {
        Look();
        lock (_lock)
        {
            if (_lines.End() is { } last) Print(last);
            _isOver = true;
            _reader.Dispose();
        }
    }

    private void Print(string line)
    {
        if (!line.StartsWith(LogMark.Begin)) print(line);
    }
}
