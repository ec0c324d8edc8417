using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Head;
using RaySharp.References;
using RaySharp.Spark.Hosting;

namespace RaySharp.Spark;

/// <summary>A RaySharp cluster on the executors of a Spark cluster. Dispose it to end its nodes; Spark has their cores back then.</summary>
public sealed class SparkCluster : RayRuntime
{
    private readonly SparkHost _host;
    private int _disposed;

    internal SparkCluster(SparkHost host) => _host = host;

    /// <summary>The session that hosts the nodes. It may be used for queries beside.</summary>
    public ISparkSession Session => _host.Session;

    /// <summary>The worker nodes that are ready now. One that comes again after a failure has another number.</summary>
    public IReadOnlyList<NodeId> WorkerNodes => [.. _host.Cluster.Membership!.Workers.Select(static node => new NodeId(node))];

    /// <inheritdoc/>
    public override ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default) => Runtime.PutAsync(value, cancel);

    /// <inheritdoc/>
    public override Task<ActorHandle<TActor>?> FindActorAsync<TActor>(string name, string? actorNamespace = null, CancellationToken cancel = default) => Runtime.FindActorAsync<TActor>(name, actorNamespace, cancel);

    /// <inheritdoc/>
    public override Task KillAsync(ActorHandle actor, bool noRestart = true, CancellationToken cancel = default) => Runtime.KillAsync(actor, noRestart, cancel);

    /// <inheritdoc/>
    public override Task<MemoryReport> MemoryReportAsync(CancellationToken cancel = default) => Runtime.MemoryReportAsync(cancel);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<LogFile>> LogFilesAsync(NodeId? node = null, CancellationToken cancel = default) => Runtime.LogFilesAsync(node, cancel);

    /// <inheritdoc/>
    public override IAsyncEnumerable<LogLine> LogsAsync(LogQuery? query = null, CancellationToken cancel = default) => Runtime.LogsAsync(query, cancel);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RayOnSpark.Ended(this);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Who is in the cluster.</summary>
    internal MembershipService Membership => _host.Cluster.Membership!;

    internal SparkHost Host => _host;

    internal override IBlockSource Blocks => Runtime.Blocks;

    internal override ObjectEntry? TryStoreArgument(CodecWriter argument, RemoteMethod method) => Runtime.TryStoreArgument(argument, method);

    internal override ObjectEntry SubmitTask(in CallSubmission call) => Runtime.SubmitTask(call);

    internal override ObjectEntry[] SubmitTaskMany(in CallSubmission call) => Runtime.SubmitTaskMany(call);

    internal override ObjectStreamEntry SubmitStream(in CallSubmission call) => Runtime.SubmitStream(call);

    internal override ActorEntry CreateActor(ActorClass actorClass, ActorOptions? options, in CallSubmission creation) => Runtime.CreateActor(actorClass, options, creation);

    private RayRuntime Runtime => _host.Cluster.Runtime;
}
