using RaySharp.Logs;

namespace RaySharp.Hosting;

/// <summary>The log files of one worker process, as its node sees them: what comes there by itself is shown, and the last lines are kept for its fate.</summary>
internal sealed class WorkerLogs
{
    private readonly LogFolder _folder;
    private readonly ProcessId _worker;
    private readonly LogFiles _names;
    private readonly OutputTail _output, _error;

    /// <param name="folder">Where they are.</param>
    /// <param name="worker">Whose they are.</param>
    /// <param name="pid">Its number on this machine.</param>
    /// <param name="printed">Takes what native code prints, line by line.</param>
    public WorkerLogs(LogFolder folder, ProcessId worker, int pid, Action<int, bool, string> printed)
    {
        _folder = folder;
        _worker = worker;
        _names = LogFiles.OfWorker(worker, pid);
        folder.Begin(worker);
        _output = folder.Tail(_names.Out, line => printed(pid, false, line));
        _error = folder.Tail(_names.Error, line => printed(pid, true, line));
    }

    /// <summary>Printed before the process turned its output to its files, or where it cannot. It was shown: so it is marked.</summary>
    public void CameByPipe(bool isError, string line) => _folder.Append(isError ? _names.Error : _names.Out, line.StartsWith(LogMark.Begin) ? line : LogMark.Begin + line);

    /// <summary>The process is gone. Its last words.</summary>
    public IReadOnlyList<string> End()
    {
        _folder.End(_output);
        _folder.End(_error);
        _folder.End(_worker);
        return _folder.LastLines(_names.Error);
    }
}
