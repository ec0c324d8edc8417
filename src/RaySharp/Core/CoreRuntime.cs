using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Core;

/// <summary>The runtime of a process, driver or worker, over its <see cref="CoreProcess"/>.</summary>
internal class CoreRuntime(CoreProcess core, Func<ValueTask> dispose) : RayRuntime
{
    public CoreProcess Core { get; } = core;

    public override ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        Core.Store.ThrowIfClosed();
        return Core.Objects.PutAsync(value, CodecRegistry.Get<T>(), cancel);
    }

    public override async Task<ActorHandle<TActor>?> FindActorAsync<TActor>(string name, string? actorNamespace = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (await Core.Actors.FindAsync(name, actorNamespace, cancel).ConfigureAwait(false) is not { } actor) return null;
        return actor.Class.Type == typeof(TActor)
            ? new ActorHandle<TActor>(actor)
            : throw new ArgumentException($"The actor '{name}' is a {actor.Class.Name}, not a {typeof(TActor).Name}.", nameof(name));
    }

    public override Task KillAsync(ActorHandle actor, bool noRestart = true, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Core.Actors.KillAsync(actor.Entry, noRestart, cancel);
    }

    public override Task<MemoryReport> MemoryReportAsync(CancellationToken cancel = default) => Core.Reports.MakeAsync(cancel);

    public override Task<IReadOnlyList<LogFile>> LogFilesAsync(NodeId? node = null, CancellationToken cancel = default) => Core.Logs.FilesAsync(node, cancel);

    public override IAsyncEnumerable<LogLine> LogsAsync(LogQuery? query = null, CancellationToken cancel = default) => Core.Logs.LinesAsync(query ?? new LogQuery(), cancel);

    public override ValueTask DisposeAsync() => dispose();

    internal override IBlockSource Blocks => Core.Store;

    internal override ObjectEntry? TryStoreArgument(CodecWriter argument, RemoteMethod method) => Core.Objects.TryStoreArgument(argument, method);

    internal override ObjectEntry SubmitTask(in CallSubmission call) => Core.Owner.Submit(call);

    internal override ObjectEntry[] SubmitTaskMany(in CallSubmission call) => Core.Owner.SubmitMany(call);

    internal override ObjectStreamEntry SubmitStream(in CallSubmission call) => Core.Owner.SubmitStream(call);

    internal override ActorEntry CreateActor(ActorClass actorClass, ActorOptions? options, in CallSubmission creation) => Core.Actors.Create(actorClass, options, creation);
}
