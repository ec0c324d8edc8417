using Apache.Arrow;
using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;
using RaySharp.Runtime;

namespace RaySharp;

/// <summary>A cluster as this process uses it: remote calls run on it, objects live in it.</summary>
public abstract class RayRuntime : IAsyncDisposable, ILargeArguments
{
    private protected RayRuntime() { }

    /// <summary>Puts a value into the cluster.</summary>
    /// <typeparam name="T">Its type; one that remote methods mention or <see cref="RaySerializableAttribute"/> names.</typeparam>
    /// <param name="value">The value; later changes to it are not seen.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    /// <returns>A reference to it.</returns>
    /// <exception cref="CodecException">The type has no codec, or the value cannot be encoded.</exception>
    /// <exception cref="ObjectStoreFullException">The store has no room for a large value, and the disk has none.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public abstract ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default);

    /// <summary>Begins a record batch in the memory where it will be kept: put, returned by a task or given as an argument, as the whole value, it is not copied.</summary>
    /// <param name="schema">The columns: numbers, dates, decimals, booleans, text and binary.</param>
    /// <param name="rows">How many rows the batch will have.</param>
    /// <param name="capacities">For each column of text or binary, by name, the bytes of all its values together, or more. All columns together take 2 GiB at most.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    /// <returns>The builder. Dispose it: what was not built then gives its memory back.</returns>
    /// <remarks>The calling thread waits while the store has no room; a task gives its CPU back meanwhile.</remarks>
    /// <exception cref="ArgumentException">A column is of a type that cannot be built in place, or the capacities do not fit the schema.</exception>
    /// <exception cref="ObjectStoreFullException">The store has no room, and the disk has none.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled before there was room.</exception>
    public RecordBatchBuilder BuildBatch(Schema schema, int rows, IReadOnlyDictionary<string, long>? capacities = null, CancellationToken cancel = default) => new(Blocks, schema, rows, capacities, cancel);

    /// <summary>Takes memory for many values of one type where they will be kept: put, returned by a task or given as an argument, as the whole value, they are not copied.</summary>
    /// <typeparam name="T">A type without references, without padding and without invalid bit patterns.</typeparam>
    /// <param name="count">How many values; 2 GiB at most.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    /// <returns>The buffer, not cleared. Dispose it after the last use of its memory here.</returns>
    /// <remarks>The calling thread waits while the store has no room; a task gives its CPU back meanwhile.</remarks>
    /// <exception cref="CodecException">The type cannot lie in memory as it is sent, or the values take more than 2 GiB.</exception>
    /// <exception cref="ObjectStoreFullException">The store has no room, and the disk has none.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled before there was room.</exception>
    public StoreBuffer<T> Allocate<T>(int count, CancellationToken cancel = default) where T : unmanaged => new(Blocks, count, cancel);

    /// <summary>Finds an actor by name.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="actorNamespace">The name's namespace; null for the runtime's own.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>A handle, or null where there is none.</returns>
    /// <exception cref="ArgumentException">The actor of that name is of another class.</exception>
    public abstract Task<ActorHandle<TActor>?> FindActorAsync<TActor>(string name, string? actorNamespace = null, CancellationToken cancel = default) where TActor : class;

    /// <summary>Ends an actor at once; calls that wait fail.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="noRestart">False lets it restart, if its <see cref="ActorOptions.MaxRestarts"/> allows.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Ends when the actor is dead.</returns>
    public abstract Task KillAsync(ActorHandle actor, bool noRestart = true, CancellationToken cancel = default);

    /// <summary>What the object store holds, and for whom; its text is a table.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The report. Processes that hang hold it up by a second at most: what they know is missing then.</returns>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public abstract Task<MemoryReport> MemoryReportAsync(CancellationToken cancel = default);

    /// <summary>The objects of the object store: values above 100 KiB that were put, made by tasks or given as arguments.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The largest first; at most <see cref="MemoryReport.MaxObjects"/>.</returns>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public async Task<IReadOnlyList<ObjectInfo>> ObjectsAsync(CancellationToken cancel = default) => (await MemoryReportAsync(cancel).ConfigureAwait(false)).Objects;

    /// <summary>The log files that nodes have: of the workers' standard output and error, and of the nodes.</summary>
    /// <param name="node">Which node; null for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The files, also of workers that are gone: of a node the last 1,000. A node's files are deleted when it ends; <see cref="RayOptions.CollectLogsTo"/> keeps them.</returns>
    /// <exception cref="NodeDiedException">The node that was named is gone.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public abstract Task<IReadOnlyList<LogFile>> LogFilesAsync(NodeId? node = null, CancellationToken cancel = default);

    /// <summary>Reads lines of log files where they are, while they are written or afterwards.</summary>
    /// <param name="query">Which; null for all that were written until now.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    /// <returns>The lines: those of one file in their order, files and nodes side by side. What is not taken is not sent, so a slow reader loses nothing.</returns>
    /// <exception cref="NodeDiedException">The node that was named, or that of the worker that was named, is gone or died meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public abstract IAsyncEnumerable<LogLine> LogsAsync(LogQuery? query = null, CancellationToken cancel = default);

    /// <summary>Makes remote calls of this flow of control run on this runtime, until disposed.</summary>
    /// <returns>Ends the scope.</returns>
    public IDisposable Use() => RuntimeScope.Enter(this);

    /// <summary>Ends the runtime and all that it started.</summary>
    /// <returns>Ends when nothing is left.</returns>
    public abstract ValueTask DisposeAsync();

    /// <summary>Where values are built.</summary>
    internal abstract IBlockSource Blocks { get; }

    ObjectEntry? ILargeArguments.TryStore(CodecWriter argument, RemoteMethod method) => TryStoreArgument(argument, method);

    internal abstract ObjectEntry? TryStoreArgument(CodecWriter argument, RemoteMethod method);

    internal abstract ObjectEntry SubmitTask(in CallSubmission call);

    internal abstract ObjectEntry[] SubmitTaskMany(in CallSubmission call);

    internal abstract ObjectStreamEntry SubmitStream(in CallSubmission call);

    internal abstract ActorEntry CreateActor(ActorClass actorClass, ActorOptions? options, in CallSubmission creation);
}
