using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RaySharp.Logs;
using RaySharp.Messages;

namespace RaySharp.Core;

/// <summary>Reads log files of nodes: asks for them, takes what comes, and says how much it took.</summary>
internal sealed class LogReader
{
    private const int LinesAhead = 1000;
    private readonly ConcurrentDictionary<ulong, (uint Node, Channel<LogPiece> Pieces)> _streams = new();
    private readonly ConcurrentDictionary<ulong, (uint Node, TaskCompletionSource<LogFilesThere> Answer)> _asked = new();
    private readonly Peers _peers;
    private readonly Func<IReadOnlyList<uint>> _nodes;
    private ulong _last;
    private volatile bool _isClosed;

    public LogReader(Peers peers, Func<IReadOnlyList<uint>> nodes, MessageRouter router)
    {
        _peers = peers;
        _nodes = nodes;
        router.On<LogFilesThere>((_, message) =>
        {
            if (_asked.TryRemove(message.Number, out var asked)) asked.Answer.TrySetResult(message);
        });
        router.On<LogPiece>((_, message) =>
        {
            if (_streams.TryGetValue(message.Number, out var stream)) stream.Pieces.Writer.TryWrite(message);
        });
        router.On<LogEnd>((_, message) =>
        {
            if (_streams.TryRemove(message.Number, out var stream)) stream.Pieces.Writer.TryComplete();
        });
    }

    /// <summary>The files of a node, or of all.</summary>
    /// <exception cref="NodeDiedException">The node that was named is gone.</exception>
    public async Task<IReadOnlyList<LogFile>> FilesAsync(NodeId? node, CancellationToken cancel)
    {
        var asked = (node is { } one ? [one.Number] : _nodes()).Select(number => (Node: number, Files: AskAsync(number, cancel))).ToArray();
        List<LogFile> files = [];
        foreach (var (number, answer) in asked)
        {
            try
            {
                var there = await answer.ConfigureAwait(false);
                files.AddRange(there.Names.Zip(there.Bytes, (name, bytes) => new LogFile { Node = new NodeId(number), Name = name, Bytes = bytes, Worker = LogFiles.WorkerOf(name)?.Worker, IsError = LogFiles.IsError(name) }));
            }
            catch (NodeDiedException) when (node is null)
            {
                // What the others have is worth more.
            }
        }
        return files;
    }

    /// <summary>Lines of the files, each file's in order.</summary>
    /// <exception cref="NodeDiedException">The node that was named is gone, or died meanwhile.</exception>
    public async IAsyncEnumerable<LogLine> LinesAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        uint? named = query.Worker?.Node ?? query.Node?.Number;
        var lines = Channel.CreateBounded<LogLine>(LinesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var readers = (named is { } one ? [one] : _nodes()).Select(node => ReadAsync(node, query, isNamed: named is not null, lines.Writer, stop.Token)).ToArray();
        _ = Task.WhenAll(readers).ContinueWith(all => lines.Writer.TryComplete(all.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return line;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Pieces of a node's files, as they are there.</summary>
    /// <param name="node">The node.</param>
    /// <param name="prefix">How the files' names begin.</param>
    /// <param name="tail">How many of the last lines; negative: all.</param>
    /// <param name="follow">Whether what is written later follows.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NodeDiedException">The node is gone, or died meanwhile.</exception>
    public async IAsyncEnumerable<LogPiece> PiecesAsync(uint node, string prefix, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        ulong number = Interlocked.Increment(ref _last);
        var pieces = Channel.CreateUnbounded<LogPiece>();     // bounded by what may be under way
        _streams[number] = (node, pieces);
        if (_isClosed) FailAll();
        _peers.Send(ProcessId.HostOf(node), new LogFollow(number, prefix, tail, follow));
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                yield return piece;
                _peers.Send(ProcessId.HostOf(node), new LogFollowMore(number, piece.Bytes.Length));
            }
        }
        finally
        {
            if (_streams.TryRemove(number, out _)) _peers.Send(ProcessId.HostOf(node), new LogFollowStop(number));
        }
    }

    public void NodeLost(uint node, string reason) => Fail(stream => stream == node, () => new NodeDiedException($"Node {node} is gone, and its log files with it: {reason}."));

    /// <summary>The runtime ends.</summary>
    public void Close()
    {
        _isClosed = true;
        FailAll();
    }

    private async Task ReadAsync(uint node, LogQuery query, bool isNamed, ChannelWriter<LogLine> lines, CancellationToken cancel)
    {
        Dictionary<string, LineCutter> files = [];
        try
        {
            string prefix = query.Worker is { } worker ? LogFiles.PrefixOf(worker) : "";
            await foreach (var piece in PiecesAsync(node, prefix, query.Tail ?? -1, query.Follow, cancel).ConfigureAwait(false))
            {
                if (!files.TryGetValue(piece.File, out var cutter)) files.Add(piece.File, cutter = new LineCutter());
                foreach (string line in cutter.Add(piece.Bytes)) await lines.WriteAsync(LineOf(node, piece.File, line), cancel).ConfigureAwait(false);
            }
            foreach (var (file, cutter) in files)
            {
                if (cutter.End() is { } last) await lines.WriteAsync(LineOf(node, file, last), cancel).ConfigureAwait(false);
            }
        }
        catch (NodeDiedException) when (!isNamed)
        {
            // The others' go on.
        }
    }

    private async Task<LogFilesThere> AskAsync(uint node, CancellationToken cancel)
    {
        ulong number = Interlocked.Increment(ref _last);
        TaskCompletionSource<LogFilesThere> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[number] = (node, answer);
        if (_isClosed) FailAll();
        _peers.Send(ProcessId.HostOf(node), new LogFilesAsk(number));
        try
        {
            return await answer.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            _asked.TryRemove(number, out _);
        }
    }

    private void FailAll() => Fail(static _ => true, static () => new ObjectDisposedException(null, "The runtime was disposed."));

    private void Fail(Func<uint, bool> isOf, Func<Exception> fault)
    {
        foreach (var (number, stream) in _streams)
        {
            if (isOf(stream.Node) && _streams.TryRemove(number, out _)) stream.Pieces.Writer.TryComplete(fault());
        }
        foreach (var asked in _asked.Values.Where(asked => isOf(asked.Node))) asked.Answer.TrySetException(fault());
    }

    private static LogLine LineOf(uint node, string file, string line)
    {
        var (source, text) = LogMark.Read(line);
        return new LogLine { Node = new NodeId(node), File = file, Worker = LogFiles.WorkerOf(file)?.Worker, IsError = LogFiles.IsError(file), TaskName = source, Text = text };
    }
}
