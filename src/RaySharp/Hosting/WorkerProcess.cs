using System.Diagnostics;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>A worker, or a node, as a process of the operating system. Takes what it prints to its pipes, and knows where its log files are.</summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private const int KeptErrorLines = 20;
    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly TaskCompletionSource<ProcessFate> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<int, bool, string> _printed;
    private readonly WorkerLogs? _logs;
    private int _readersLeft = 2;

    /// <param name="start">How it is started.</param>
    /// <param name="secretLine">What it is given by standard input.</param>
    /// <param name="printed">Takes what it prints by itself, by its number, line by line.</param>
    /// <param name="logs">Its log files, by its number; null: it has none.</param>
    public WorkerProcess(ProcessStartInfo start, string secretLine, Action<int, bool, string> printed, Func<int, WorkerLogs>? logs = null)
    {
        _printed = printed;
        _process = Process.Start(start) ?? throw new WorkerStartException($"'{start.FileName}' did not start.");
        Pid = _process.Id;
        _logs = logs?.Invoke(Pid);
        GiveSecret(secretLine);
        Read(_process.StandardOutput, isError: false);
        Read(_process.StandardError, isError: true);
    }

    public int Pid { get; }

    public Task<ProcessFate> Ended => _ended.Task;

    public bool Kill()
    {
        if (!_ended.Task.IsCompleted) Signals.Send(Pid, Signals.Kill);
        return true;
    }

    private void GiveSecret(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already: its fate says why.
        }
    }

    /// <summary>A thread for each pipe: a pool thread would be held for as long as the process lives.</summary>
    private void Read(StreamReader pipe, bool isError)
    {
        var thread = new Thread(() => ReadAll(pipe, isError), maxStackSize: 128 * 1024) { IsBackground = true, Name = $"ray-output-{Pid}" };
        thread.Start();
    }

    private void ReadAll(StreamReader pipe, bool isError)
    {
        try
        {
            while (pipe.ReadLine() is { } line) Take(line, isError);
        }
        catch (IOException)
        {
            // The process was killed while it wrote.
        }
        if (Interlocked.Decrement(ref _readersLeft) == 0) Finish();
    }

    private void Take(string line, bool isError)
    {
        _logs?.CameByPipe(isError, line);
        if (isError)
        {
            lock (_lastErrors)
            {
                if (_lastErrors.Count == KeptErrorLines) _lastErrors.Dequeue();
                _lastErrors.Enqueue(LogMark.Read(line).Text);
            }
        }
        if (!line.StartsWith(LogMark.Begin)) _printed(Pid, isError, line);
    }

    /// <summary>Its pipes have ended: it has, or will, since it turned its output to files.</summary>
    private void Finish()
    {
        _process.WaitForExit();
        int code = _process.ExitCode;
        bool isSignal = !OperatingSystem.IsWindows() && code > 128;     // .NET tells a signal as 128 + its number
        SessionFiles.RemoveRuntimeFiles(Pid);
        var lastErrors = _logs?.End();
        lock (_lastErrors) lastErrors ??= [.. _lastErrors];
        _ended.SetResult(new ProcessFate(Pid, isSignal ? null : code, isSignal ? code - 128 : null, "", lastErrors));
        _process.Dispose();
    }
}
