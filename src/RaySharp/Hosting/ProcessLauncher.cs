using System.Collections.Concurrent;
using System.Diagnostics;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Scheduling;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Starts workers as the user's own program, with RaySharp's start-up hook and their role in the environment.</summary>
/// <remarks>By one thread of its own: what is bound to the life of the thread that starts a process must not end with a pool thread.</remarks>
internal sealed class ProcessLauncher : IWorkerLauncher, IDisposable
{
    private readonly BlockingCollection<Action> _starts = [];
    private readonly Func<ProcessId, ProcessKey, JobProgram?, WorkerConfig> _configure;
    private readonly Func<uint, Task<JobProgram?>> _find;
    private readonly string _secretLine;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly string _runFolder;
    private readonly Action<uint, int, bool, string> _printed;
    private readonly LogFolder _logs;
    private readonly HashSet<WorkerProcess> _living = [];
    private bool _isClosed;

    /// <param name="configure">What a worker of that number and key, with that program, is told.</param>
    /// <param name="find">The program of a job; null: this one.</param>
    /// <param name="secrets">What all workers get as secrets.</param>
    /// <param name="variables">Environment variables that they get beside.</param>
    /// <param name="runFolder">The folder of the session.</param>
    /// <param name="logs">Where their log files are.</param>
    /// <param name="printed">Takes what they print by themselves, by job and process.</param>
    public ProcessLauncher(Func<ProcessId, ProcessKey, JobProgram?, WorkerConfig> configure, Func<uint, Task<JobProgram?>> find, ClusterSecrets secrets, IReadOnlyDictionary<string, string> variables, string runFolder, LogFolder logs, Action<uint, int, bool, string> printed)
    {
        _configure = configure;
        _find = find;
        _secretLine = secrets.ToLine();
        _variables = variables;
        _runFolder = runFolder;
        _logs = logs;
        _printed = printed;
        new Thread(() =>
        {
            foreach (var start in _starts.GetConsumingEnumerable()) start();
        })
        { IsBackground = true, Name = "ray-launcher" }.Start();
    }

    public async Task<IWorkerProcess> StartAsync(ProcessId id, ProcessKey key)
    {
        var program = await _find(key.Job).ConfigureAwait(false);
        var started = new TaskCompletionSource<IWorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(StartNow(id, key.Job, StartInfo(_configure(id, key, program), program, key.Environment)));
            }
            catch (Exception fault)
            {
                if (IsClosed) return;      // this process ends: who asked hears it by the end of its links, and must not take it for an error of its own program
                started.SetException(new WorkerStartException($"A worker process could not be started: {fault.Message}", fault));
            }
        });
        return await started.Task.ConfigureAwait(false);
    }

    /// <summary>Kills what lives and starts nothing more; ends when all are gone, or after <paramref name="patience"/>.</summary>
    public void KillAll(TimeSpan patience)
    {
        WorkerProcess[] living;
        lock (_living)
        {
            _isClosed = true;
            living = [.. _living];
        }
        foreach (var process in living) process.Kill();
        Task.WaitAll([.. living.Select(process => process.Ended)], patience);
    }

    public void Dispose() => _starts.CompleteAdding();

    private bool IsClosed
    {
        get
        {
            lock (_living) return _isClosed;
        }
    }

    private WorkerProcess StartNow(ProcessId id, uint job, ProcessStartInfo start)
    {
        lock (_living)
        {
            if (_isClosed) throw new WorkerStartException("The program is ending.");
            void Printed(int pid, bool isError, string line) => _printed(job, pid, isError, line);
            var process = new WorkerProcess(start, _secretLine, Printed, pid => new WorkerLogs(_logs, id, pid, Printed));
            _living.Add(process);
            _ = process.Ended.ContinueWith(_ => Forget(process), TaskScheduler.Default);
            SessionFiles.Remember(_runFolder, process.Pid);
            return process;
        }
    }

    private void Forget(WorkerProcess process)
    {
        lock (_living) _living.Remove(process);
        try
        {
            SessionFiles.Forget(_runFolder, process.Pid);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The session's folder is gone already.
        }
    }

    private ProcessStartInfo StartInfo(WorkerConfig config, JobProgram? program, string environment)
    {
        var start = ProgramStart.AsWorker(config, program);
        var (workingDirectory, variables) = ProcessEnvironment.Decode(environment);
        if (workingDirectory is not null) start.WorkingDirectory = workingDirectory;
        start.Environment[GpuIds.Variable] = "";
        foreach (var (name, value) in _variables.Concat(variables))
        {
            if (!ProgramStart.IsReserved(name)) start.Environment[name] = value;
        }
        if (config.GpuIds.Length > 0) start.Environment[GpuIds.Variable] = string.Join(',', config.GpuIds);
        return start;
    }
}
