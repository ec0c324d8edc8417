using System.Collections.Concurrent;
using System.Diagnostics;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Starts workers as the user's own program, with RaySharp's start-up hook and their role in the environment.</summary>
/// <remarks>By one thread of its own: what is bound to the life of the thread that starts a process must not end with a pool thread.</remarks>
internal sealed class ProcessLauncher : IWorkerLauncher, IDisposable
{
    private readonly BlockingCollection<Action> _starts = [];
    private readonly Func<ProcessId, uint, JobProgram?, WorkerConfig> _configure;
    private readonly Func<uint, Task<JobProgram?>> _find;
    private readonly string _secretLine;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly string _runFolder;
    private readonly Action<uint, int, bool, string> _printed;
    private readonly HashSet<WorkerProcess> _living = [];
    private bool _isClosed;

    /// <param name="configure">What a worker of that number and job, with that program, is told.</param>
    /// <param name="find">The program of a job; null: this one.</param>
    /// <param name="secrets">What all workers get as secrets.</param>
    /// <param name="variables">Environment variables that they get beside.</param>
    /// <param name="runFolder">The folder of the session.</param>
    /// <param name="printed">Takes the lines of their pipes, by job and process.</param>
    public ProcessLauncher(Func<ProcessId, uint, JobProgram?, WorkerConfig> configure, Func<uint, Task<JobProgram?>> find, ClusterSecrets secrets, IReadOnlyDictionary<string, string> variables, string runFolder, Action<uint, int, bool, string> printed)
    {
        _configure = configure;
        _find = find;
        _secretLine = secrets.ToLine();
        _variables = variables;
        _runFolder = runFolder;
        _printed = printed;
        new Thread(() =>
        {
            foreach (var start in _starts.GetConsumingEnumerable()) start();
        })
        { IsBackground = true, Name = "ray-launcher" }.Start();
    }

    public async Task<IWorkerProcess> StartAsync(ProcessId id, uint job, string environment, IReadOnlyList<int> gpus)
    {
        var program = await _find(job).ConfigureAwait(false);
        var started = new TaskCompletionSource<IWorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(StartNow(job, StartInfo(_configure(id, job, program), program, environment, gpus)));
            }
            catch (Exception fault)
            {
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

    private WorkerProcess StartNow(uint job, ProcessStartInfo start)
    {
        lock (_living)
        {
            if (_isClosed) throw new WorkerStartException("The program is ending.");
            var process = new WorkerProcess(start, _secretLine, (pid, isError, line) => _printed(job, pid, isError, line));
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

    private ProcessStartInfo StartInfo(WorkerConfig config, JobProgram? program, string environment, IReadOnlyList<int> gpus)
    {
        var start = ProgramStart.AsWorker(config, program);
        var (workingDirectory, variables) = ProcessEnvironment.Decode(environment);
        if (workingDirectory is not null) start.WorkingDirectory = workingDirectory;
        foreach (var (name, value) in _variables.Concat(variables))
        {
            if (!ProgramStart.IsReserved(name)) start.Environment[name] = value;
        }
        if (gpus.Count > 0) start.Environment["CUDA_VISIBLE_DEVICES"] = string.Join(',', gpus);
        return start;
    }
}
