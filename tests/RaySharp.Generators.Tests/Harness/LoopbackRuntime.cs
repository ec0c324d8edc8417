using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Generators.Tests.Harness;

/// <summary>Runs calls in place, through the bytes that would travel: stubs, splices, descriptors and codecs as they are, no processes.</summary>
internal sealed class LoopbackRuntime : RayRuntime, IReferenceHome
{
    private readonly Dictionary<ObjectId, ObjectEntry> _objects = [];
    private readonly Dictionary<ActorId, LoopbackActor> _actors = [];
    private ulong _next;

    /// <summary>The method of the last call, and the options it was given.</summary>
    public (RemoteMethod Method, TaskOptions? Options, byte[] Arguments) Last { get; private set; }

    public override async ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default)
    {
        CodecWriter writer = new(new ReferenceBag());
        var codec = CodecRegistry.Get<T>();
        codec.Write(writer, value);
        var entry = NewEntry();
        entry.TryComplete(writer.Written);
        await Task.CompletedTask;
        return new ObjectRef<T>(entry, codec);
    }

    public override Task<ActorHandle<TActor>?> FindActorAsync<TActor>(string name, string? actorNamespace = null, CancellationToken cancel = default) =>
        Task.FromResult<ActorHandle<TActor>?>(null);

    public override Task KillAsync(ActorHandle actor, bool noRestart = true, CancellationToken cancel = default) => Task.CompletedTask;

    public override Task<MemoryReport> MemoryReportAsync(CancellationToken cancel = default) =>
        Task.FromResult(new MemoryReport { Objects = [], ObjectCount = 0, Capacity = 0, InUse = 0, Reserved = 0, Spilled = 0, WaitingRequests = 0 });

    public override Task<IReadOnlyList<LogFile>> LogFilesAsync(NodeId? node = null, CancellationToken cancel = default) => throw new NotSupportedException();

    public override IAsyncEnumerable<LogLine> LogsAsync(LogQuery? query = null, CancellationToken cancel = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => default;

    public ObjectEntry GetEntry(ObjectId id) => _objects[id];

    public ActorEntry GetActor(ActorId id, ActorClass actorClass) => _actors[id];

    internal override IBlockSource Blocks => HeapBlocks.Instance;

    internal override ObjectEntry? TryStoreArgument(CodecWriter argument, RemoteMethod method) => null;

    internal override ObjectEntry SubmitTask(in CallSubmission call) => Run(call, self: null)[0];

    internal override ObjectEntry[] SubmitTaskMany(in CallSubmission call) => Run(call, self: null);

    internal override ObjectStreamEntry SubmitStream(in CallSubmission call) => RunStream(call, self: null);

    internal override ActorEntry CreateActor(ActorClass actorClass, ActorOptions? options, in CallSubmission creation)
    {
        object self = Create(creation.Method, Spliced(creation));
        LoopbackActor actor = new(this, new ActorId(new ProcessId(1), ++_next), actorClass, self);
        _actors.Add(actor.Id, actor);
        return actor;
    }

    internal ObjectEntry[] Run(in CallSubmission call, object? self)
    {
        byte[] arguments = Spliced(call);
        Last = (call.Method, call.Options, arguments);
        var entries = Enumerable.Range(0, call.Returns).Select(_ => NewEntry()).ToArray();
        ReturnWriter returns = new(new ReferenceBag());
        returns.Reset(call.Returns);
        CodecReader reader = new(arguments, this);
        try
        {
            using (Use()) call.Method.InvokeAsync(self, ref reader, returns, null, call.Cancel).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception failure)
        {
            foreach (var entry in entries) entry.TryFail(() => failure);
            return entries;
        }
        for (int i = 0; i < entries.Length; i++) entries[i].TryComplete(returns[i]);
        return entries;
    }

    internal ObjectStreamEntry RunStream(in CallSubmission call, object? self)
    {
        LoopbackStream stream = new(this);
        CodecReader reader = new(Spliced(call), this);
        using (Use()) call.Method.InvokeAsync(self, ref reader, new ReturnWriter(), stream, call.Cancel).AsTask().GetAwaiter().GetResult();
        return stream.Ended();
    }

    internal ObjectEntry NewEntry()
    {
        LoopbackEntry entry = new(new ObjectId(new TaskId(new ProcessId(1), ++_next), 0), this);
        _objects.Add(entry.Id, entry);
        return entry;
    }

    private static byte[] Spliced(in CallSubmission call)
    {
        List<byte> all = [];
        int position = 0;
        foreach (var (offset, entry) in call.Splices ?? [])
        {
            all.AddRange(call.Arguments[position..offset]);
            all.AddRange(entry.Bytes);
            position = offset;
        }
        all.AddRange(call.Arguments[position..]);
        return [.. all];
    }

    private object Create(RemoteMethod creation, byte[] arguments)
    {
        CodecReader reader = new(arguments, this);
        return creation.CreateActorAsync(ref reader, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private sealed class LoopbackEntry(ObjectId id, object context) : ObjectEntry(id)
    {
        public override object? CodecContext => context;
    }
}
