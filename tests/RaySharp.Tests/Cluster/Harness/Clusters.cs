using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace RaySharp.Tests.Cluster;

/// <summary>How a runtime's processes talk.</summary>
public enum Way
{
    Rings,
    Sockets,
    InProcess,
}

/// <summary>Runtimes of a test class, one for each way, started when the first test asks.</summary>
public sealed class Clusters : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Way, Lazy<Task<RayRuntime>>> _runtimes = new();

    public RayOptions Options { get; init; } = new() { Cpus = 2 };

    public static RayOptions Of(Way way, RayOptions? options = null) => (options ?? new RayOptions { Cpus = 2 }) with
    {
        InProcess = way == Way.InProcess,
        Transport = way == Way.Sockets ? Transport.Sockets : Transport.Default,
        LogToDriver = false,
    };

    public Task<RayRuntime> On(Way way) => _runtimes.GetOrAdd(way, way => new Lazy<Task<RayRuntime>>(() => Ray.StartAsync(Of(way, Options)))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var (way, runtime) in _runtimes) await (await runtime.Value.Within($"the start with {way}")).DisposeAsync().Within($"the end with {way}");
    }
}

/// <summary>With worker processes, by rings and by sockets.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnProcessesAttribute : WaysAttribute
{
    protected override Way[] Ways => [Way.Rings, Way.Sockets];
}

/// <summary>With worker processes and without.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnEveryWayAttribute : WaysAttribute
{
    protected override Way[] Ways => [Way.Rings, Way.Sockets, Way.InProcess];
}

[AttributeUsage(AttributeTargets.Method)]
internal abstract class WaysAttribute : DataAttribute
{
    protected abstract Way[] Ways { get; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Array.ConvertAll(Ways, way => (ITheoryDataRow)new TheoryDataRow<Way>(way)));

    public override bool SupportsDiscoveryEnumeration() => true;
}
