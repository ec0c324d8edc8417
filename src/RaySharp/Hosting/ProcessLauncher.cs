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
    private readonly Func<ProcessId, ProcessKey, WorkerConfig> _configure;
    private readonly string _secretLine;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly string _runFolder;
    private readonly Action<int, bool, string> _printed;
    private readonly LogFolder _logs;
    private readonly HashSet<WorkerProcess> _living = [];
    private bool _isClosed;

    public ProcessLauncher(Func<ProcessId, ProcessKey, WorkerConfig> configure, ClusterSecrets secrets, IReadOnlyDictionary<string, string> variables, string runFolder, LogFolder logs, Action<int, bool, string> printed)
    {
        _configure = configure;
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

    public Task<IWorkerProcess> StartAsync(ProcessId id, ProcessKey key)
    {
        var started = new TaskCompletionSource<IWorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(StartNow(id, StartInfo(id, key)));
            }
            catch (Exception fault)
            {
                started.SetException(new WorkerStartException($"A worker process could not be started: {fault.Message}", fault));
            }
        });
        return started.Task;
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

    private WorkerProcess StartNow(ProcessId id, ProcessStartInfo start)
    {
        lock (_living)
        {
            if (_isClosed) throw new WorkerStartException("The program is ending.");
            var process = new WorkerProcess(start, _secretLine, _printed, pid => new WorkerLogs(_logs, id, pid, _printed));
            _living.Add(process);
            _ = process.Ended.ContinueWith(_ => Forget(process), TaskScheduler.Default);
            SessionFiles.Remember(_runFolder, process.Pid);
            return process;
        }
    }

    private void Forget(WorkerProcess process)
    {
        lock (_living) _living.Remove(process);
    }

    private ProcessStartInfo StartInfo(ProcessId id, ProcessKey key)
    {
        var config = _configure(id, key);
        var start = ProgramStart.AsWorker(config);
        var (workingDirectory, variables) = ProcessEnvironment.Decode(key.Environment);
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
