using System.Runtime.InteropServices;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Completes the objects of a task or call.</summary>
internal static class Outcome
{
    /// <param name="result">The one object, or null where <paramref name="rare"/> has several or a stream.</param>
    /// <param name="rare">What few tasks have.</param>
    /// <param name="name">What the task is called.</param>
    /// <param name="done">The answer's head.</param>
    /// <param name="payload">What follows it.</param>
    /// <param name="from">Who answered.</param>
    /// <param name="objects">This process's objects.</param>
    /// <param name="isRepeated">Whether an earlier attempt, which nobody answered, may have stored objects, too.</param>
    public static void Complete(ObjectEntry? result, TaskExtras? rare, string name, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, ObjectService objects, bool isRepeated)
    {
        if (done.Status is not (DoneStatus.Succeeded or DoneStatus.Stored))
        {
            var failure = done.Status == DoneStatus.Failed ? RemoteFailure.Decode(payload) : new RemoteFailure(FailureKind.Cancelled, name, $"'{name}' was cancelled.");
            Fail(result, rare, failure, objects, mayBeStored: isRepeated || rare?.Results is not null);
            return;
        }
        bool isStored = done.Status == DoneStatus.Stored;
        if (isRepeated && !isStored) Discard(result, rare, objects);       // before anybody hears of the result
        ulong bag = 0;
        if (done.Bag != 0) payload = Arrived.Open(from, objects, done.Bag, payload, rare?.Results ?? (result is null ? [] : [result]), out bag);
        if (isStored || rare?.Results is not null) CompleteEach(result is null ? rare?.Results ?? [] : [result], rare, name, done, payload, from.Peer.Node, objects);
        else result?.TryComplete(payload);
        if (bag != 0) objects.SettleBag(from, bag);
        if (isRepeated && isStored) Discard(result, rare, objects);        // what is the result by now stays
        if (rare is null) return;
        rare.Stream?.End(null);
        rare.Registration.Dispose();
    }

    /// <param name="result">The one object, or null where <paramref name="rare"/> has several or a stream.</param>
    /// <param name="rare">What few tasks have.</param>
    /// <param name="failure">Why there are none.</param>
    /// <param name="objects">This process's objects.</param>
    /// <param name="mayBeStored">Whether a worker may have stored objects before it failed, or died.</param>
    public static void Fail(ObjectEntry? result, TaskExtras? rare, RemoteFailure failure, ObjectService objects, bool mayBeStored)
    {
        Func<Exception> make = failure.ToException;
        if (mayBeStored) Discard(result, rare, objects);       // before anybody hears of the failure
        result?.TryFail(make);
        foreach (var entry in rare?.Results ?? []) entry.TryFail(make);
        if (rare is null) return;
        rare.Stream?.End(failure);
        rare.Registration.Dispose();
    }

    /// <summary>What was stored and is not the value of an object here is of no use to anybody.</summary>
    private static void Discard(ObjectEntry? result, TaskExtras? rare, ObjectService objects)
    {
        if (result is not null) objects.Store.Opens.Discard(result.Id);
        foreach (var entry in rare?.Results ?? []) objects.Store.Opens.Discard(entry.Id);
        foreach (var id in rare?.Stream?.MissingIds ?? []) objects.Store.Opens.Discard(id);
    }

    private static void CompleteEach(ObjectEntry[] results, TaskExtras? rare, string name, in DoneHeader done, ReadOnlySpan<byte> payload, uint node, ObjectService objects)
    {
        if (done.Status == DoneStatus.Succeeded && done.Returns == 1 && results.Length == 1)
        {
            results[0].TryComplete(payload);
            return;
        }
        int lengthsSize = done.Returns * sizeof(long);
        if (done.Returns != results.Length || payload.Length < lengthsSize)
        {
            var failure = new RemoteFailure(FailureKind.ObjectLost, name, $"'{name}' was to make {results.Length} objects; its answer holds {done.Returns}.");
            foreach (var entry in results) entry.TryFail(failure.ToException);
            return;
        }
        var lengths = MemoryMarshal.Cast<byte, long>(payload[..lengthsSize]);
        var values = payload[lengthsSize..];
        for (int i = 0; i < results.Length; i++)
        {
            if (lengths[i] < 0)
            {
                results[i].TryComplete(objects.Store.OwnValue(results[i].Id, -lengths[i], node, objects.CallSites.Of(results[i])));
                continue;
            }
            results[i].TryComplete(values[..(int)lengths[i]]);
            values = values[(int)lengths[i]..];
        }
    }
}
