using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Scheduling;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Runs workers inside this process, for debugging: breakpoints in remote methods are hit.</summary>
internal sealed class InProcessLauncher(Func<ProcessId, ProcessKey, WorkerHost> make) : IWorkerLauncher
{
    public Task<IWorkerProcess> StartAsync(ProcessId id, ProcessKey key)
    {
        if (key.Environment.Length > 0)
            throw new RuntimeEnvSetupException("A task asks for environment variables or a working directory, which belong to a process, but RayOptions.InProcess runs all workers in this one. Start the runtime without InProcess.");
        return Task.Run<IWorkerProcess>(() => new InProcessWorker(make(id, key)));
    }

    private sealed class InProcessWorker : IWorkerProcess
    {
        private readonly TaskCompletionSource<ProcessFate> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly WorkerHost _host;

        public InProcessWorker(WorkerHost host)
        {
            _host = host;
            _ = RunAsync();
        }

        public int Pid => Environment.ProcessId;

        public Task<ProcessFate> Ended => _ended.Task;

        public bool Kill()
        {
            _host.Ended.TrySetResult("killed");
            return false;
        }

        private async Task RunAsync()
        {
            string reason = "";
            try
            {
                await _host.StartAsync(CancellationToken.None).ConfigureAwait(false);
                await _host.Ended.Task.ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                reason = fault.Message;
            }
            try
            {
                await _host.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                if (reason.Length == 0) reason = fault.Message;
            }
            _ended.SetResult(new ProcessFate(Pid, 0, null, reason, []));
        }
    }
}
