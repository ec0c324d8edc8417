using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace RaySharp.Logs;

/// <summary>The folder of a node's log files. Who is interested in a file is told when it changes.</summary>
internal sealed class LogFolder : IDisposable
{
    /// <summary>The files of so many workers that have ended are kept.</summary>
    public const int EndedWorkers = 1000;

    private const int KeptErrorLines = 20, KeptErrorBytes = 64 * 1024;
    private readonly int _mostEnded;
    private readonly Queue<string> _ended = new();
    private readonly ConcurrentDictionary<string, OutputTail> _tails = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _writing = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private FileSystemWatcher? _watcher;
    private bool _isOver;

    public LogFolder(string runFolder, ILogger logger, int mostEnded = EndedWorkers)
    {
        _mostEnded = mostEnded;
        Path = System.IO.Path.Combine(runFolder, "logs");
        _logger = logger;
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Told the names of files that are new or have grown, on a thread of the system's that must not be held up.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>Told how the names of files begin whose writer is gone.</summary>
    public Action<string>? Ended { get; set; }

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(Path).Select(static path => System.IO.Path.GetFileName(path)).Where(static name => LogFiles.BaseOf(name) is not null).Order(StringComparer.Ordinal)];

    /// <summary>Begins to watch; what changed until then is told too.</summary>
    public void Watch()
    {
        lock (_lock)
        {
            if (_isOver || _watcher is not null) return;
            try
            {
                _watcher = new FileSystemWatcher(Path) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName };
                _watcher.Changed += (_, change) => Tell(change.Name!);
                _watcher.Created += (_, change) => Tell(change.Name!);
                _watcher.Error += (_, _) => TellAll();
                _watcher.EnableRaisingEvents = true;
            }
            catch (IOException fault)
            {
                _logger.LogWarning("The log files in {Folder} cannot be watched: {Fault} What native code prints is shown when its process ends, and logs cannot be followed. On Linux, fs.inotify.max_user_instances may be too small.", Path, fault.Message);
            }
        }
        TellAll();
    }

    /// <summary>A worker will write files of such names.</summary>
    public void Begin(ProcessId worker) => _writing[LogFiles.PrefixOf(worker)] = true;

    /// <summary>It is gone.</summary>
    public void End(ProcessId worker)
    {
        string prefix = LogFiles.PrefixOf(worker);
        _writing.TryRemove(prefix, out _);
        Ended?.Invoke(prefix);
        DeleteOldest(prefix);
    }

    /// <summary>Whether more may come to files of such names: those of a worker that lives, or any.</summary>
    public bool IsWriting(string prefix) => prefix.Length == 0 || _writing.ContainsKey(prefix) || LogFiles.WorkerOf(prefix + "0.out") is null;

    /// <summary>What native code prints to a file goes to <paramref name="print"/>, line by line, until the tail is disposed.</summary>
    public OutputTail Tail(string name, Action<string> print)
    {
        var tail = new OutputTail(Path, name, line => print(line));
        _tails[name] = tail;
        return tail;
    }

    /// <summary>Its writer is gone.</summary>
    public void End(OutputTail tail)
    {
        _tails.TryRemove(tail.Name, out _);
        tail.Dispose();
    }

    /// <summary>Adds a line that came by a pipe.</summary>
    public void Append(string name, string line)
    {
        try
        {
            File.AppendAllText(System.IO.Path.Combine(Path, name), line + "\n");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full disk: it was shown at least.
        }
    }

    /// <summary>The last lines of a file, without marks.</summary>
    public IReadOnlyList<string> LastLines(string name)
    {
        try
        {
            using var file = new FileStream(System.IO.Path.Combine(Path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, KeptErrorBytes), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            Queue<string> last = [];
            while (reader.ReadLine() is { } line)
            {
                if (last.Count == KeptErrorLines) last.Dequeue();
                last.Enqueue(LogMark.Read(line).Text);
            }
            return [.. last];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _watcher?.Dispose();
        }
        foreach (var tail in _tails.Values) End(tail);
    }

    /// <summary>A node may have many thousands of workers in its life.</summary>
    private void DeleteOldest(string ended)
    {
        string? oldest = null;
        lock (_lock)
        {
            _ended.Enqueue(ended);
            if (_ended.Count > _mostEnded) oldest = _ended.Dequeue();
        }
        if (oldest is null) return;
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path, oldest + "*")) File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // They go with the session's folder.
        }
    }

    private void TellAll()
    {
        if (!Directory.Exists(Path)) return;
        foreach (string name in Names) Tell(name);
    }

    private void Tell(string name)
    {
        if (_tails.TryGetValue(name, out var tail)) tail.Look();
        Changed?.Invoke(name);
    }
}
