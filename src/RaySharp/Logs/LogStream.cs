using RaySharp.Messages;

namespace RaySharp.Logs;

/// <summary>Log files on their way to one who reads them: which, how far, and how much may be under way.</summary>
/// <param name="prefix">How their names begin.</param>
internal sealed class LogStream(string prefix) : IDisposable
{
    private const int PieceBytes = 32 * 1024;
    private readonly Dictionary<string, LogFileReader?> _readers = new(StringComparer.Ordinal);     // null: read to its end
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _unread = [];      // files that may have something
    private readonly byte[] _piece = new byte[PieceBytes];
    private int _credit = LogFollow.Window;

    public string Prefix => prefix;

    /// <summary>Whether more may come.</summary>
    public bool Follows { get; set; }

    /// <summary>Whether all was given that there will be.</summary>
    public bool IsOver => !Follows && _unread.Count == 0;

    /// <summary>A file that is there when the reading begins.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="tail">How many of its last lines; negative: all.</param>
    public void Found(string folder, string name, int tail)
    {
        Changed(folder, name);
        if (tail >= 0 && _readers.TryGetValue(name, out var reader)) reader?.SeekLast(tail);
    }

    /// <summary>A file is new, or has grown.</summary>
    public void Changed(string folder, string name)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return;
        if (!_readers.TryGetValue(name, out var reader)) _readers.Add(name, reader = new LogFileReader(folder, name));
        if (reader is not null && !_unread.Contains(name)) _unread.Enqueue(name);
    }

    /// <summary>Nothing more comes to files of such names: what is left is read, and they are closed.</summary>
    public void WriterEnded(string namePrefix)
    {
        foreach (string name in _readers.Where(each => each.Value is not null && each.Key.StartsWith(namePrefix, StringComparison.Ordinal)).Select(static each => each.Key))
        {
            _ended.Add(name);
            if (!_unread.Contains(name)) _unread.Enqueue(name);
        }
    }

    /// <summary>The reader has taken so many bytes.</summary>
    public void Taken(int bytes) => _credit = Math.Min(LogFollow.Window, _credit + Math.Max(0, bytes));

    /// <summary>The next bytes of some file; null: there are none now, or too many are under way.</summary>
    public (string File, byte[] Bytes)? Next()
    {
        while (_credit > 0 && _unread.TryPeek(out string? name))
        {
            int read = _readers[name]!.Read(_piece.AsSpan(0, Math.Min(PieceBytes, _credit)));
            if (read == 0)
            {
                _unread.Dequeue();
                if (_ended.Remove(name)) Close(name);
                continue;
            }
            _credit -= read;
            return (name, _piece[..read]);
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var reader in _readers.Values) reader?.Dispose();
    }

    private void Close(string name)
    {
        _readers[name]?.Dispose();
        _readers[name] = null;
    }
}
