using System.Diagnostics;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Platform;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>A worker as a process of the operating system; reads what it prints.</summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private const int KeptErrorLines = 20;
    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly TaskCompletionSource<ProcessFate> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<int, bool, string> _printed;
    private int _readersLeft = 2;

    public WorkerProcess(ProcessStartInfo start, string secretLine, Action<int, bool, string> printed)
    {
        _printed = printed;
        _process = Process.Start(start) ?? throw new WorkerStartException($"'{start.FileName}' did not start.");
        Pid = _process.Id;
        _process.StandardInput.WriteLine(secretLine);
        _process.StandardInput.Close();
        Read(_process.StandardOutput, isError: false);
        Read(_process.StandardError, isError: true);
    }

    public int Pid { get; }

    public Task<ProcessFate> Ended => _ended.Task;

    public void Kill()
    {
        if (!_ended.Task.IsCompleted) Signals.Send(Pid, Signals.Kill);
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
        bool isCopy = isError && line.StartsWith(LineRoute.Mark);
        if (isCopy) line = line[1..];
        if (isError)
        {
            lock (_lastErrors)
            {
                if (_lastErrors.Count == KeptErrorLines) _lastErrors.Dequeue();
                _lastErrors.Enqueue(line);
            }
        }
        if (!isCopy) _printed(Pid, isError, line);
    }

    private void Finish()
    {
        _process.WaitForExit();
        int code = _process.ExitCode;
        bool isSignal = !OperatingSystem.IsWindows() && code > 128;     // .NET tells a signal as 128 + its number
        SessionFiles.RemoveRuntimeFiles(Pid);
        lock (_lastErrors) _ended.SetResult(new ProcessFate(Pid, isSignal ? null : code, isSignal ? code - 128 : null, "", [.. _lastErrors]));
        _process.Dispose();
    }
}
