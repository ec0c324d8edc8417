using System.Globalization;
using Microsoft.Extensions.Logging;
using RaySharp.Core;
using RaySharp.Logs;

namespace RaySharp.Hosting;

/// <summary>At the head: writes the log files of all nodes to a folder of this machine while they grow. Of a node that dies it has what came until then.</summary>
internal sealed class LogCollector : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, Task> _nodes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CoreProcess _core;
    private readonly string _folder;

    /// <param name="core">Reads from the nodes.</param>
    /// <param name="folder">Where to, see <see cref="Require"/>.</param>
    /// <param name="session">The folder in it.</param>
    public LogCollector(CoreProcess core, string folder, string session)
    {
        _core = core;
        _folder = Path.Combine(Path.GetFullPath(folder), session);
    }

    /// <summary>Makes sure that there is such a folder.</summary>
    /// <exception cref="ArgumentException">There is none, and it cannot be made.</exception>
    public static void Require(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"CollectLogsTo is '{folder}', which is no folder and cannot be made one: {fault.Message} Name a folder that this program may write to.", fault);
        }
    }

    /// <summary>A node is there.</summary>
    public void Add(uint node)
    {
        lock (_lock) _nodes.TryAdd(node, CollectAsync(node));
    }

    /// <summary>The nodes end, or have ended: waits for the rest of what they send.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        Task[] all;
        lock (_lock) all = [.. _nodes.Values];
        try
        {
            await Task.WhenAll(all).WaitAsync(patience).ConfigureAwait(false);
        }
        catch (System.TimeoutException)
        {
            lock (_lock)
                _core.Logger.LogWarning("After {Patience} s not all log files have come to {Folder}: those of the nodes {Nodes} may lack their ends.", patience.TotalSeconds, _folder, string.Join(", ", _nodes.Where(static node => !node.Value.IsCompleted).Select(static node => node.Key)));
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task CollectAsync(uint node)
    {
        await Task.Yield();
        string folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"node-{node}"));
        FileStream? open = null;     // one at a time: a node may have thousands in its life
        try
        {
            Directory.CreateDirectory(folder);
            await foreach (var piece in _core.Logs.PiecesAsync(node, "", tail: -1, follow: true, _stop.Token).ConfigureAwait(false))
            {
                string name = LogFiles.BaseOf(Path.GetFileName(piece.File)) ?? throw new ClusterMismatchException($"Node {node} sent a log file named '{piece.File}'. Are both of one version?");
                string path = Path.Combine(folder, name);
                if (open?.Name != path)
                {
                    if (open is not null) await open.DisposeAsync().ConfigureAwait(false);
                    open = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                }
                await open.WriteAsync(WithoutMarks(piece.Bytes), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is NodeDiedException or ObjectDisposedException or OperationCanceledException)
        {
            // What came until then is there.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ClusterMismatchException)
        {
            _core.Logger.LogWarning("The log files of node {Node} are not collected to {Folder} any more: {Fault}", node, folder, fault.Message);
        }
        finally
        {
            if (open is not null) await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static byte[] WithoutMarks(byte[] bytes) => Array.IndexOf(bytes, (byte)LogMark.Begin) < 0 && Array.IndexOf(bytes, (byte)LogMark.AfterSource) < 0 ? bytes
        : Array.FindAll(bytes, static value => value is not ((byte)LogMark.Begin or (byte)LogMark.AfterSource));
}
