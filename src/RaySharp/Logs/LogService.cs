using System.Collections.Concurrent;
using RaySharp.Messages;

namespace RaySharp.Logs;

/// <summary>On a node: tells which log files there are, and sends what is in them to those who ask, as far as they have taken what came before.</summary>
/// <remarks>All on one thread, begun with the first who asks.</remarks>
internal sealed class LogService : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<(ProcessId Peer, ulong Number), LogStream> _streams = [];     // of the thread
    private readonly ConcurrentDictionary<string, bool> _full = new(StringComparer.Ordinal);
    private readonly Peers _peers;
    private readonly LogFolder _folder;
    private readonly long _maxBytes;
    private Thread? _thread;
    private TaskCompletionSource? _ending;
    private volatile bool _isAsked;

    /// <param name="router">Brings what is asked.</param>
    /// <param name="peers">Who asks.</param>
    /// <param name="folder">The files.</param>
    /// <param name="maxBytes">When a file is full.</param>
    public LogService(MessageRouter router, Peers peers, LogFolder folder, long maxBytes)
    {
        _peers = peers;
        _folder = folder;
        _maxBytes = maxBytes;
        router.On<LogFilesAsk>((from, message) => Post(() => Tell(from.Peer, message.Number)));
        router.On<LogFollow>((from, message) => Post(() => Begin(from.Peer, message)));
        router.On<LogFollowMore>((from, message) => Post(() => More((from.Peer, message.Number), message.Bytes)));
        router.On<LogFollowStop>((from, message) => Post(() => Stop((from.Peer, message.Number))));
        folder.Changed = Changed;
        folder.Ended = prefix => PostIfAsked(() => Each(stream =>
        {
            if (stream.Prefix == prefix) stream.Follows = false;
            else stream.WriterEnded(prefix);
        }));
    }

    /// <summary>A process is gone: nothing is sent to it any more.</summary>
    public void ProcessLost(ProcessId process) => PostIfAsked(() =>
    {
        foreach (var key in _streams.Keys.Where(key => key.Peer == process).ToArray()) Stop(key);
    });

    /// <summary>The node ends, and its workers have: the rest is sent. Ends when all who read have it, or are gone.</summary>
    public Task EndAsync()
    {
        TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_isAsked) return Task.CompletedTask;
        Post(() =>
        {
            _ending = ending;
            Each(static stream => stream.Follows = false);
            if (_streams.Count == 0) ending.TrySetResult();
        });
        return ending.Task;
    }

    /// <summary>Whether somebody reads, or did.</summary>
    public bool IsAsked => _isAsked;

    public void Dispose()
    {
        _folder.Changed = null;
        _folder.Ended = null;
        lock (_lock) _work.CompleteAdding();
    }

    private void Changed(string name)
    {
        if (LogFiles.BaseOf(name) is not { } file) return;
        if (file == name) LookIfFull(name);
        PostIfAsked(() => Each(stream => stream.Changed(_folder.Path, file)));
    }

    /// <summary>Who prints by managed code puts a full file aside by itself; native code cannot.</summary>
    private void LookIfFull(string name)
    {
        var file = new FileInfo(Path.Combine(_folder.Path, name));
        bool isFull = file.Exists && file.Length > _maxBytes;
        if (!isFull) _full.TryRemove(name, out _);
        else if (LogFiles.WorkerOf(name) is { } writer && _full.TryAdd(name, true)) _peers.Send(writer.Worker, default(LogFilesFull));
    }

    private void Tell(ProcessId peer, ulong number)
    {
        List<string> names = [];
        List<long> bytes = [];
        foreach (string name in _folder.Names)
        {
            var file = new FileInfo(Path.Combine(_folder.Path, name));
            if (!file.Exists) continue;
            names.Add(name);
            bytes.Add(file.Length);
        }
        _peers.Send(peer, new LogFilesThere(number, [.. names], [.. bytes]));
    }

    private void Begin(ProcessId peer, LogFollow asked)
    {
        var stream = new LogStream(asked.Prefix) { Follows = asked.Follow && _ending is null && _folder.IsWriting(asked.Prefix) };
        Stop((peer, asked.Number));
        _streams[(peer, asked.Number)] = stream;
        foreach (string name in _folder.Names.Select(static name => LogFiles.BaseOf(name)!).Distinct())
        {
            stream.Found(_folder.Path, name, asked.Tail);
            if (LogFiles.WorkerOf(name) is { } writer && !_folder.IsWriting(LogFiles.PrefixOf(writer.Worker))) stream.WriterEnded(name);
        }
        Send((peer, asked.Number), stream);
    }

    private void More((ProcessId Peer, ulong Number) key, int bytes)
    {
        if (!_streams.TryGetValue(key, out var stream)) return;
        stream.Taken(bytes);
        Send(key, stream);
    }

    private void Stop((ProcessId Peer, ulong Number) key)
    {
        if (!_streams.Remove(key, out var stream)) return;
        stream.Dispose();
        if (_streams.Count == 0) _ending?.TrySetResult();
    }

    private void Each(Action<LogStream> tell)
    {
        foreach (var (key, stream) in _streams.ToArray())
        {
            tell(stream);
            Send(key, stream);
        }
    }

    private void Send((ProcessId Peer, ulong Number) key, LogStream stream)
    {
        while (stream.Next() is var (file, bytes)) _peers.Send(key.Peer, new LogPiece(key.Number, file, bytes));
        if (!stream.IsOver) return;
        _peers.Send(key.Peer, new LogEnd(key.Number));
        Stop(key);
    }

    private void PostIfAsked(Action action)
    {
        if (_isAsked) Post(action);
    }

    private void Post(Action action)
    {
        lock (_lock)
        {
            if (_work.IsAddingCompleted) return;
            _isAsked = true;
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "ray-log-files" };
                _thread.Start();
            }
            _work.Add(action);
        }
    }

    private void Run()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            try
            {
                action();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // The session's folder is being removed.
            }
        }
        foreach (var stream in _streams.Values) stream.Dispose();
    }
}
