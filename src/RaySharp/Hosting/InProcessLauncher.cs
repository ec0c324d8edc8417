using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>Runs workers inside this process, for debugging: breakpoints in remote methods are hit.</summary>
internal sealed class InProcessLauncher(Func<ProcessId, WorkerHost> make) : IWorkerLauncher
{
    public Task<IWorkerProcess> StartAsync(ProcessId id, uint job, string environment, IReadOnlyList<int> gpus)
    {
        if (environment.Length > 0)
            throw new RuntimeEnvSetupException("A task asks for environment variables or a working directory, which belong to a process, but RayOptions.InProcess runs all workers in this one. Start the runtime without InProcess.");
        if (job != 0)
            throw new WorkerStartException("A program that joined asks for a worker here, but RayOptions.InProcess runs all workers of this node in the program that started the cluster, and they can run that program only. Start the cluster without InProcess.");
        return Task.Run<IWorkerProcess>(() => new InProcessWorker(make(id)));
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

        public void Kill() => _host.Ended.TrySetResult("killed");

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
            await _host.DisposeAsync().ConfigureAwait(false);
            _ended.SetResult(new ProcessFate(Pid, 0, null, reason, []));
        }
    }
}
