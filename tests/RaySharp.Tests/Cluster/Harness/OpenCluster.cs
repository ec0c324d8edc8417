using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Hosting;
using RaySharp.Node;
using RaySharp.Scheduling;
using RaySharp.Tests.Wire;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>A cluster in this process, whose insides a test can look at.</summary>
internal sealed class OpenCluster : IAsyncDisposable
{
    private static readonly ProcessId _driver = new(1UL << 32 | 1);
    private static readonly CoreOptions _options = new(8, long.MaxValue, "default", 64 << 20);
    private readonly NodeService _node;
    private uint _asked;

    public OpenCluster(bool rings)
    {
        World = new WireWorld(rings);
        Core = new CoreProcess(World.Options(_driver.Value), _driver, _options, NullLogger.Instance);
        var launcher = new InProcessLauncher((id, _) => Workers.GetOrAdd(id, id => new WorkerHost(World.Options(id.Value), _driver, _options, LogLevel.None)));
        _node = new NodeService(Core, launcher, new NodeSchedulerOptions { Resources = ResourceSet.Of(2) }, Waits.Patience, Waits.Patience);
        Core.ProcessGone = new HeadService(Core, _node).ProcessLost;
        Runtime = new CoreRuntime(Core, () => ValueTask.CompletedTask);
        _node.Start();
    }

    public WireWorld World { get; }

    public ProcessId Driver => _driver;

    public CoreProcess Core { get; }

    public NodeService Node => _node;

    public CoreRuntime Runtime { get; }

    public ConcurrentDictionary<ProcessId, WorkerHost> Workers { get; } = new();

    /// <summary>Ends when all workers have handled what was sent to them by control frames before.</summary>
    public async Task AllHandledAsync()
    {
        foreach (var worker in Workers.Keys)
        {
            var nothing = Core.Objects.GetEntry(new ObjectId(new TaskId(worker, ulong.MaxValue), ++_asked));
            await new ObjectRef(nothing).FailsWith<ObjectLostException>("an answer by control frame");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _node.ShutDownAsync().Within("the workers' end");
        await Core.DisposeAsync().Within("the driver's end");
        await World.DisposeAsync();
    }
}
