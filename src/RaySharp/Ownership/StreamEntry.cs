using System.Runtime.InteropServices;
using System.Threading.Channels;
using RaySharp.Failures;
using RaySharp.Objects;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>The items of a stream as they come in. What was taken is told to the task, so that it stays a little ahead only.</summary>
internal sealed class StreamEntry(TaskId task, ObjectService objects, Action<StreamEntry, long> consumed, Action<StreamEntry> abandoned) : ObjectStreamEntry
{
    /// <summary>So many items may be under way, made and not taken.</summary>
    public const int MaxAhead = 64;

    private readonly Channel<ObjectEntry> _items = Channel.CreateUnbounded<ObjectEntry>(new() { SingleReader = true });
    private uint _received;
    private long _taken;
    private volatile bool _ended;

    public TaskRecord? Record { get; set; }

    /// <summary>The items that did not come, and may be stored: one before it is sent, others where what was sent of them came too late to count.</summary>
    public IEnumerable<ObjectId> MissingIds
    {
        get
        {
            uint next = _received;
            for (uint i = 0; i < MaxAhead; i++) yield return new ObjectId(task, next + i);
        }
    }

    /// <summary>An item arrived. A task that is tried again sends its first ones again: those are known.</summary>
    public void Receive(Link from, ulong index, ReadOnlySpan<byte> bytes)
    {
        var entry = new TrackedEntry(new ObjectId(task, (uint)index), objects);
        long stored = MemoryMarshal.Read<long>(bytes);
        bytes = bytes[sizeof(long)..];
        bool isNew = index == _received;
        var value = Arrived.Open(from, objects, MemoryMarshal.Read<ulong>(bytes), bytes[sizeof(ulong)..], isNew ? [entry] : [], out ulong bag);   // a known item keeps the references that it came with
        if (isNew)
        {
            _received++;
            if (stored > 0) entry.TryComplete(objects.Store.OwnValue(entry.Id, stored, from.Peer.Node, objects.CallSites.Of(this)));
            else entry.TryComplete(value);
        }
        else if (stored > 0) objects.Store.Opens.Discard(entry.Id);
        if (bag != 0) objects.SettleBag(from, bag);
        if (index == 0 && !isNew) consumed(this, Volatile.Read(ref _taken));     // it runs again, and would wait for room that was made before
        if (!entry.IsCompleted) return;
        _items.Writer.TryWrite(entry);
    }

    public void End(RemoteFailure? failure)
    {
        _ended = true;
        _items.Writer.TryComplete(failure?.ToException());
    }

    public override async ValueTask<ObjectEntry?> NextAsync(CancellationToken cancel)
    {
        if (!_items.Reader.TryRead(out var item))
        {
            var scope = WaitScope.Current;
            scope?.BeginWait();
            try
            {
                if (!await _items.Reader.WaitToReadAsync(cancel).ConfigureAwait(false)) return null;
            }
            finally
            {
                if (scope is not null) await ResumeAsync(scope).ConfigureAwait(false);
            }
            if (!_items.Reader.TryRead(out item)) return null;
        }
        consumed(this, ++_taken);
        return item;
    }

    public override void Abandon()
    {
        if (!_ended) abandoned(this);
    }

    private static Task ResumeAsync(WaitScope scope)
    {
        var resumed = new Resumption();
        scope.EndWait(resumed);
        return resumed.Task;
    }

    private sealed class Resumption() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IThreadPoolWorkItem
    {
        public void Execute() => TrySetResult();
    }
}
