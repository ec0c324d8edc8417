using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Logs;

/// <summary>Reads a log file as it grows, through those that were put aside.</summary>
/// <remarks>
/// A file that is put aside gets another name while this has it open. (1) Which it is now, the name of the open file says. (2) The next newer one follows.
/// The newest backup was written to until its successor was opened: it is left once that has content, and was read to its end after that was seen.
/// </remarks>
internal sealed class LogFileReader(string folder, string name) : IDisposable
{
    private const int CountAtATime = 64 * 1024;
    private SafeFileHandle? _file;
    private long _position;
    private bool _isFound;

    /// <summary>Bytes that were not read yet; 0: there are none now.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Read(Span<byte> into)
    {
        if (_file is null && !TryOpenFirst()) return 0;
        while (true)
        {
            int read = ReadOpen(into);
            if (read > 0 || Next() is not { } next) return read;
            read = ReadOpen(into);
            if (read > 0) return read;
            if (!TryOpen(next)) return 0;
        }
    }

    /// <summary>Goes to the beginning of the last lines of the newest file. Before anything is read.</summary>
    public void SeekLast(int lines)
    {
        if (!TryOpen(name)) return;
        byte[] bytes = new byte[CountAtATime];
        long end = RandomAccess.GetLength(_file!);
        _position = lines == 0 ? end : 0;
        if (lines == 0) return;
        for (long from = end; from > 0;)
        {
            int count = (int)Math.Min(bytes.Length, from);
            from -= count;
            count = RandomAccess.Read(_file!, bytes.AsSpan(0, count), from);
            for (int i = count - 1; i >= 0; i--)
            {
                if (bytes[i] != '\n' || from + i == end - 1 || --lines > 0) continue;
                _position = from + i + 1;
                return;
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private int ReadOpen(Span<byte> into)
    {
        int read = RandomAccess.Read(_file!, into, _position);
        _position += read;
        return read;
    }

    private bool TryOpenFirst()
    {
        int number = _isFound ? 0 : Backups().DefaultIfEmpty(0).Max();
        return TryOpen(number == 0 ? name : LogFiles.Backup(name, number));
    }

    private bool TryOpen(string file)
    {
        try
        {
            var opened = File.OpenHandle(Path.Combine(folder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _file?.Dispose();
            _file = opened;
            _position = 0;
            return _isFound = true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>(2) The file after the open one; null: that is the newest, or its successor is empty still.</summary>
    private string? Next()
    {
        int? number = NumberNow();
        if (number == 0) return null;
        int next = number is { } known ? known - 1 : Backups().DefaultIfEmpty(0).Max();
        if (next > 0) return LogFiles.Backup(name, next);
        var newest = new FileInfo(Path.Combine(folder, name));
        return newest.Exists && newest.Length > 0 ? name : null;
    }

    /// <summary>(1) 0: the newest. Null: it was deleted.</summary>
    private int? NumberNow()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        string? path = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_file!.DangerousGetHandle()}")).LinkTarget;
        return path is null ? 0 : LogFiles.BackupOf(Path.GetFileName(path), name);
    }

    private IEnumerable<int> Backups() => !Directory.Exists(folder) ? []
        : Directory.EnumerateFiles(folder, name + ".*").Select(path => LogFiles.BackupOf(Path.GetFileName(path), name) ?? 0);
}
