using System.Buffers;
using System.Collections.Concurrent;
using RaySharp.Arena;
using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>The node's object store as one process uses it: it writes values there, and reads them where they lie.</summary>
/// <remarks>
/// (1) A value is written once, into a block of this process's extent. (2) The block is sealed: the node knows the object, and from its answer on
/// everybody may be told of it. (3) Who wants to read it opens it: the node answers where it lies, and keeps it there. (4) What nobody here looks at
/// any more is closed; what its owner does not need is deleted.
/// </remarks>
internal sealed class ObjectStore : IBlockSource
{
    /// <summary>Values up to this size stay on their owner's heap and travel in messages; larger ones go to the store.</summary>
    public const int InlineLimit = 100 * 1024;

    private const long PrefaultFrom = 1 << 20;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _seals = new();
    private readonly MappedExtents _mapped = new();
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private long _copiedBytes;
    private ulong _lastSeal;
    private volatile bool _isClosed;

    public ObjectStore(Peers peers, ProcessId node, MessageRouter router, ArenaBudget budget, TimeProvider time)
    {
        _peers = peers;
        _node = node;
        Writer = new ArenaWriter(peers, node, router, _mapped, budget);
        Opens = new OpenObjects(peers, node, router, _mapped, time);
        router.On<ObjectSealed>(IsNode, (_, message) =>
        {
            if (_seals.TryRemove(message.Number, out var sealing)) sealing.TrySetResult();
        });
        router.On<ExtentGone>(IsNode, (_, message) => _mapped.Forget(message.Extent));
        router.On<GarbageCollect>(IsNode, (_, message) => Collect(message.Number));

        bool IsNode(ProcessId sender) => sender == node;
    }

    public ArenaWriter Writer { get; }

    public OpenObjects Opens { get; }

    /// <summary>Bytes of large values that this process has copied, into the store or out of it.</summary>
    public long CopiedBytes => Interlocked.Read(ref _copiedBytes) + Opens.CopiedBytes;

    /// <summary>Whether what was encoded is too large for messages.</summary>
    public static bool IsLarge(CodecWriter writer) => writer.TotalLength > InlineLimit;

    /// <summary>A block that a value is built in. Small values do not go to the store: their blocks are on the heap.</summary>
    public IBlock Allocate(long bytes, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return bytes <= InlineLimit ? HeapBlocks.Instance.Allocate(bytes, cancel) : Writer.Allocate(bytes, cancel);
    }

    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public void ThrowIfClosed()
    {
        if (_isClosed) throw Disposed();
    }

    /// <summary>(1), (2) Writes what a gathering writer holds as that object.</summary>
    public async ValueTask<long> StoreAsync(CodecWriter writer, ObjectId id, CancellationToken cancel)
    {
        int length = checked((int)writer.TotalLength);
        if (Adopt(writer) is { } built)
        {
            await SealAsync(built, id, length, isRead: true).ConfigureAwait(false);
            return length;
        }
        var block = await Writer.AllocateAsync(length, cancel).ConfigureAwait(false);
        Fill(block, length, writer, CopyWritten);
        await SealAsync(block, id, length, isRead: false).ConfigureAwait(false);
        return length;
    }

    /// <summary>(1), (2) Writes what was encoded before as that object.</summary>
    public async Task StoreAsync(byte[] encoded, ObjectId id, CancellationToken cancel)
    {
        var block = await Writer.AllocateAsync(encoded.Length, cancel).ConfigureAwait(false);
        Fill(block, encoded.Length, encoded, static (place, encoded) => encoded.CopyTo(place));
        await SealAsync(block, id, encoded.Length, isRead: false).ConfigureAwait(false);
    }

    /// <summary>What a gathering writer holds, on the heap, for what cannot be stored at once and may be changed meanwhile.</summary>
    public byte[] Copy(CodecWriter writer)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(checked((int)writer.TotalLength));
        writer.CopyTo(copy);
        Interlocked.Add(ref _copiedBytes, copy.Length);
        return copy;
    }

    /// <summary>(1) Writes it now, where there is room at hand. Null: there is none. The task ends when the object is sealed.</summary>
    public Task? TryStore(CodecWriter writer, ObjectId id)
    {
        int length = checked((int)writer.TotalLength);
        if (Adopt(writer) is { } built) return SealAsync(built, id, length, isRead: true);
        if (Writer.TryAllocate(length) is not { } block) return null;
        Fill(block, length, writer, CopyWritten);
        return SealAsync(block, id, length, isRead: false);
    }

    /// <summary>The value of an object of another process.</summary>
    /// <param name="id">The object.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="nodes">The nodes that have it, as far as is known.</param>
    public StoredValue ValueOf(ObjectId id, long length, uint[] nodes) => new(Opens, id, length, nodes);

    /// <summary>The value of an object of this process: it is deleted with it.</summary>
    /// <param name="id">The object.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="node">The node that it was sealed on.</param>
    /// <param name="madeAt">Where it was made, if that is recorded.</param>
    public OwnedStoredValue OwnValue(ObjectId id, long length, uint node, string? madeAt) => new(Opens, id, length, node, madeAt);

    /// <summary>The node is in this process: what it has mapped need not be mapped again.</summary>
    public void Adopt(ulong extent, string path, Mapping writable) => _mapped.Adopt(extent, path, writable);

    /// <summary>The runtime ends: who waits for room or for an object is told. What was read stays readable.</summary>
    public void Close()
    {
        _isClosed = true;
        Writer.Close(Disposed());
        Opens.Close(static () => new ObjectLostException("The runtime was disposed before the object was read."));
        foreach (var sealing in _seals.Values) sealing.TrySetException(Disposed());
        _mapped.Dispose();
    }

    /// <summary>The one copy. A value that changed meanwhile cannot be copied: its block goes back.</summary>
    private void Fill<T>(MemoryBlock block, int length, T from, SpanAction<byte, T> copy)
    {
        try
        {
            if (length >= PrefaultFrom) block.Prefault();
            copy(block.Memory.Span, from);
        }
        catch
        {
            ((IDisposable)block).Dispose();
            throw;
        }
        Interlocked.Add(ref _copiedBytes, length);
    }

    private static void CopyWritten(Span<byte> place, CodecWriter writer) => writer.CopyTo(place);

    private static ObjectDisposedException Disposed() => new(null, "The runtime was disposed: nothing can be put, built or called on it any more. Start another with Ray.StartAsync.");

    /// <summary>The block of this process in which the whole value was built; null where there is none.</summary>
    private MemoryBlock? Adopt(CodecWriter writer) =>
        writer.TryAdopt(built => built is MemoryBlock own && own.Writer == Writer, out var adopted) ? (MemoryBlock)adopted.Block : null;

    /// <param name="block">Where the object is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="isRead">Whether who built it there may go on reading it there: it stays until the block is disposed or collected.</param>
    private Task SealAsync(MemoryBlock block, ObjectId id, long length, bool isRead)
    {
        if (!block.TrySeal()) throw new ObjectDisposedException(null, "A value was disposed while it was being put, so its memory was given back. Dispose it after PutAsync has returned.");
        ulong number = Interlocked.Increment(ref _lastSeal);
        var sealing = _seals[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_isClosed) sealing.TrySetException(Disposed());
        var look = isRead ? Opens.LookAtSealed(id) : null;
        _peers.Send(_node, new ObjectSeal(number, id, block.Extent.Id, block.Offset, length, isRead));
        if (look is not null) block.ReadBy(look);
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
        })
        { Name = "ray-collect", IsBackground = true };
        collecting.Start();
    }
}
