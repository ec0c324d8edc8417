using System.Collections.Concurrent;
using RaySharp.Arena;
using RaySharp.Codecs;
using RaySharp.Messages;

namespace RaySharp.ObjectMemory;

/// <summary>The node's object store as one process uses it: it writes values there, and reads them where they lie.</summary>
/// <remarks>
/// (1) A value is written once, into a block of this process's extent. (2) The block is sealed: the node knows the object, and from its answer on
/// everybody may be told of it. (3) Who wants to read it opens it: the node answers where it lies, and keeps it there. (4) What nobody here looks at
/// any more is closed; what its owner does not need is deleted.
/// </remarks>
internal sealed class ObjectStore
{
    /// <summary>Values up to this size stay on their owner's heap and travel in messages; larger ones go to the store.</summary>
    public const int InlineLimit = 100 * 1024;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _seals = new();
    private readonly MappedExtents _mapped = new();
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private long _copiedBytes;
    private ulong _lastSeal;

    public ObjectStore(Peers peers, ProcessId node, MessageRouter router, ArenaBudget budget)
    {
        _peers = peers;
        _node = node;
        Writer = new ArenaWriter(peers, node, router, _mapped, budget);
        Opens = new OpenObjects(peers, node, router, _mapped);
        router.On<ObjectSealed>((_, message) =>
        {
            if (_seals.TryRemove(message.Number, out var sealing)) sealing.TrySetResult();
        });
        router.On<ExtentGone>((_, message) => _mapped.Forget(message.Extent));
        router.On<GarbageCollect>((_, message) => Collect(message.Number));
    }

    public ArenaWriter Writer { get; }

    public OpenObjects Opens { get; }

    /// <summary>Bytes of large values that this process has copied, into the store or out of it.</summary>
    public long CopiedBytes => Interlocked.Read(ref _copiedBytes) + Opens.CopiedBytes;

    /// <summary>Whether what was encoded is too large for messages.</summary>
    public static bool IsLarge(CodecWriter writer) => writer.TotalLength > InlineLimit;

    /// <summary>(1), (2) Writes what a gathering writer holds as that object.</summary>
    public async ValueTask<long> StoreAsync(CodecWriter writer, ObjectId id, CancellationToken cancel)
    {
        int length = checked((int)writer.TotalLength);
        if (!writer.TryAdopt(built => built is MemoryBlock own && own.Writer == Writer, out var adopted) || adopted.Block is not MemoryBlock block)
        {
            block = await Writer.AllocateAsync(length, cancel).ConfigureAwait(false);
            long before = writer.CopiedBytes;
            try
            {
                writer.CopyTo(block.Memory.Span);
            }
            catch
            {
                ((IDisposable)block).Dispose();
                throw;
            }
            Interlocked.Add(ref _copiedBytes, writer.CopiedBytes - before);
        }
        await SealAsync(block, id, length).ConfigureAwait(false);
        return length;
    }

    /// <summary>(1) Writes it now, where there is room at hand. Null: there is none. The task ends when the object is sealed.</summary>
    public Task? TryStore(CodecWriter writer, ObjectId id)
    {
        int length = checked((int)writer.TotalLength);
        if (Writer.TryAllocate(length) is not { } block) return null;
        writer.CopyTo(block.Memory.Span);
        Interlocked.Add(ref _copiedBytes, length);
        return SealAsync(block, id, length);
    }

    public StoredValue ValueOf(ObjectId id, long length, bool isOwn) => isOwn ? new OwnedStoredValue(Opens, id, length) : new StoredValue(Opens, id, length);

    /// <summary>The runtime ends: who waits for room or for an object is told. What was read stays readable.</summary>
    public void Close()
    {
        Writer.Close(new ObjectDisposedException(null, "The runtime was disposed."));
        Opens.Close(static () => new ObjectLostException("The runtime was disposed before the object was read."));
        foreach (var sealing in _seals.Values) sealing.TrySetException(new ObjectDisposedException(null, "The runtime was disposed."));
        _mapped.Dispose();
    }

    private Task SealAsync(MemoryBlock block, ObjectId id, long length)
    {
        if (!block.TrySeal()) throw new ObjectDisposedException(null, "A block was given back before its value was stored.");
        ulong number = Interlocked.Increment(ref _lastSeal);
        var sealing = _seals[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _peers.Send(_node, new ObjectSeal(number, id, block.Extent.Id, block.Offset, length));
        Writer.Sealed(block);
        return sealing.Task;
    }

    /// <summary>The collector cannot see how full the store is; the node can.</summary>
    private void Collect(ulong number)
    {
        var collecting = new Thread(() =>
        {
            Opens.LetGoUnused();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Opens.TellNow();
            _peers.Send(_node, new GarbageCollected(number));
        }) { Name = "ray-collect", IsBackground = true };
        collecting.Start();
    }
}
