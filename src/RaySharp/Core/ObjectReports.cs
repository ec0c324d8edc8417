using System.Collections.Concurrent;
using RaySharp.Messages;
using RaySharp.Objects;

namespace RaySharp.Core;

/// <summary>Asks who knows: the nodes what their stores hold, then each owner about its objects. And answers for this process's own.</summary>
internal sealed class ObjectReports
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<StoreBooks>> _books = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<OwnedObjects>> _owned = new();
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private readonly Func<IReadOnlyList<uint>> _nodes;
    private readonly ObjectService _objects;
    private readonly TimeProvider _time;
    private ulong _last;

    public ObjectReports(Peers peers, ProcessId node, Func<IReadOnlyList<uint>> nodes, ObjectService objects, MessageRouter router, TimeProvider time)
    {
        _peers = peers;
        _node = node;
        _nodes = nodes;
        _objects = objects;
        _time = time;
        router.On<StoreBooks>(static sender => sender.IsHost, (_, message) => Answered(_books, message.Number, message));
        router.On<OwnedObjects>((_, message) => Answered(_owned, message.Number, message));
        router.On<OwnedObjectsAsk>((from, message) => peers.Send(from.Peer, Describe(message)));
    }

    /// <summary>What the stores hold. Other nodes and owners that do not answer within a second are not waited for.</summary>
    public async Task<MemoryReport> MakeAsync(CancellationToken cancel)
    {
        _objects.Store.ThrowIfClosed();
        _objects.Store.Opens.TellNow();
        var books = await AskNodesAsync(cancel).ConfigureAwait(false);
        var known = books.SelectMany(static node => node.Books.Objects.Select(entry => new KnownCopy(node.Node, entry))).GroupBy(static copy => copy.Entry.Id)
            .OrderByDescending(static copies => copies.First().Entry.Size).Take(MemoryReport.MaxObjects);
        List<(KnownCopy[][] Objects, Task<OwnedObjects> Known)> owners = [.. known.GroupBy(static copies => copies.Key.Task.Owner).Select(owned =>
        {
            KnownCopy[][] objects = [.. owned.Select(static copies => copies.OrderBy(static copy => copy.Entry.IsCopy).ThenBy(static copy => copy.Node).ToArray())];
            return (objects, Ask(_owned, owned.Key, number => new OwnedObjectsAsk(number, Array.ConvertAll(objects, static copies => copies[0].Entry.Id))));
        })];
        try
        {
            await AnsweredOrLateAsync(Task.WhenAll(owners.Select(static owner => owner.Known)), cancel).ConfigureAwait(false);
        }
        finally
        {
            foreach (var (number, late) in _owned)
            {
                if (owners.Any(owner => owner.Known == late.Task)) _owned.TryRemove(number, out _);
            }
        }
        return new MemoryReport
        {
            Objects = [.. owners.SelectMany(static owner => Infos(owner.Objects, owner.Known)).OrderByDescending(static info => info.Size)],
            ObjectCount = books.Sum(static node => node.Books.Count),
            Capacity = books.Sum(static node => node.Books.Capacity),
            InUse = books.Sum(static node => node.Books.InUse),
            Reserved = books.Sum(static node => node.Books.Reserved),
            Spilled = books.Sum(static node => node.Books.Spilled),
            WaitingRequests = books.Sum(static node => node.Books.Waiting),
        };
    }

    /// <summary>The runtime ends: nobody answers any more.</summary>
    public void Close()
    {
        foreach (var asked in _books.Values) asked.TrySetException(new ObjectDisposedException(null, "The runtime was disposed."));
    }

    /// <summary>The own node's answer is waited for: without it there is no report.</summary>
    private async Task<List<(uint Node, StoreBooks Books)>> AskNodesAsync(CancellationToken cancel)
    {
        uint[] nodes = [.. _nodes().Append(_node.Node).Distinct().Order()];
        Task<StoreBooks>[] asked = Array.ConvertAll(nodes, node => Ask(_books, ProcessId.HostOf(node), number => new StoreAsk(number, MemoryReport.MaxObjects)));
        _objects.Store.ThrowIfClosed();     // what was asked before that is answered, or ends with the runtime
        try
        {
            await asked[Array.IndexOf(nodes, _node.Node)].WaitAsync(cancel).ConfigureAwait(false);
            await AnsweredOrLateAsync(Task.WhenAll(asked), cancel).ConfigureAwait(false);
        }
        finally
        {
            foreach (var (number, late) in _books)
            {
                if (asked.Contains(late.Task)) _books.TryRemove(number, out _);
            }
        }
        return [.. nodes.Zip(asked).Where(static node => node.Second.IsCompletedSuccessfully).Select(static node => (node.First, node.Second.Result))];
    }

    private async Task AnsweredOrLateAsync(Task answered, CancellationToken cancel)
    {
        try
        {
            await answered.WaitAsync(_patience, _time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What the others know is worth more than to wait for a process that hangs.
        }
    }

    private Task<TAnswer> Ask<TAnswer, TMessage>(ConcurrentDictionary<ulong, TaskCompletionSource<TAnswer>> asked, ProcessId who, Func<ulong, TMessage> question)
        where TMessage : struct, IMessage<TMessage>
    {
        ulong number = Interlocked.Increment(ref _last);
        var answer = asked[number] = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _peers.Send(who, question(number));
        return answer.Task;
    }

    private static void Answered<TAnswer>(ConcurrentDictionary<ulong, TaskCompletionSource<TAnswer>> asked, ulong number, TAnswer answer)
    {
        if (asked.TryRemove(number, out var waiting)) waiting.TrySetResult(answer);
    }

    private OwnedObjects Describe(OwnedObjectsAsk asked)
    {
        List<string> names = [];
        Dictionary<string, int> known = [];
        int[] sites = Array.ConvertAll(asked.Ids, id =>
        {
            if (_objects.Store.Opens.Copies.MadeAt(id) is not { } site) return -1;
            if (!known.TryGetValue(site, out int index))
            {
                known.Add(site, index = names.Count);
                names.Add(site);
            }
            return index;
        });
        ulong[][] holders = Array.ConvertAll(_objects.HoldersOf(asked.Ids), static processes => Array.ConvertAll(processes, static process => process.Value));
        return new OwnedObjects(asked.Number, Array.ConvertAll(asked.Ids, _objects.ReferencesTo), holders, sites, [.. names]);
    }

    private static IEnumerable<ObjectInfo> Infos(KnownCopy[][] objects, Task<OwnedObjects> known)
    {
        OwnedObjects? owned = known.IsCompletedSuccessfully ? known.Result : null;
        for (int i = 0; i < objects.Length; i++)
        {
            var copies = objects[i];
            var entry = copies[0].Entry;
            int site = owned?.Sites.ElementAtOrDefault(i) ?? -1;
            yield return new ObjectInfo
            {
                Id = entry.Id,
                Size = entry.Size,
                WrittenBy = entry.Writer,
                IsInMemory = copies.Any(static copy => copy.Entry.IsInMemory),
                IsOnDisk = copies.Any(static copy => copy.Entry.IsOnDisk),
                Nodes = Array.ConvertAll(copies, static copy => (int)copy.Node),
                Readers = Processes(copies.SelectMany(static copy => copy.Entry.Readers)),
                References = owned?.References.ElementAtOrDefault(i),
                ReferencedBy = Processes(owned?.Holders.ElementAtOrDefault(i) ?? []),
                CallSite = site < 0 ? null : owned?.SiteNames.ElementAtOrDefault(site),
            };
        }
    }

    private static ProcessId[] Processes(IEnumerable<ulong> ids) => [.. ids.Select(static id => new ProcessId(id))];

    private readonly record struct KnownCopy(uint Node, StoreBooks.Entry Entry);
}
