using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.References;
using RaySharp.Texts;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Completes the objects of a task or call.</summary>
internal static class Outcome
{
    /// <param name="maker">The task or call.</param>
    /// <param name="repeater">Whose it is.</param>
    /// <param name="name">What the task is called.</param>
    /// <param name="done">The answer's head.</param>
    /// <param name="payload">What follows it.</param>
    /// <param name="from">Who answered.</param>
    /// <param name="objects">This process's objects.</param>
    /// <param name="isRepeated">Whether an earlier attempt, which nobody answered, may have stored objects, too.</param>
    public static void Complete(IMaker maker, IRepeater repeater, string name, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, ObjectService objects, bool isRepeated)
    {
        try
        {
            TakeIn(maker, repeater, name, done, payload, from, objects, isRepeated);
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            // It counts as answered by now: nobody else would end it.
            Fail(maker, new RemoteFailure(FailureKind.ClusterMismatch, name, $"'{name}' was answered by {from.Peer} with what cannot be read: {damaged.Message} Are all processes of one version?"), objects, mayBeStored: true);
            from.Close(damaged);
        }
    }

    private static void TakeIn(IMaker maker, IRepeater repeater, string name, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, ObjectService objects, bool isRepeated)
    {
        var (result, rare) = (maker.Result, maker.Rare);
        if (done.Status is not (DoneStatus.Succeeded or DoneStatus.Stored))
        {
            var failure = done.Status == DoneStatus.Failed ? RemoteFailure.Decode(payload) : new RemoteFailure(FailureKind.Cancelled, name, $"'{name}' was cancelled.");
            Fail(maker, failure, objects, mayBeStored: isRepeated || rare?.Results is not null);
            return;
        }
        if (rare?.Remake is { } remake)
        {
            remake.Complete(done, payload, from, maker.RetriesLeft);
            return;
        }
        bool isStored = done.Status == DoneStatus.Stored;
        if (isRepeated && !isStored) Discard(result, rare, objects);       // before anybody hears of the result
        ulong bag = 0;
        if (done.Bag != 0) payload = Arrived.Open(from, objects, done.Bag, payload, rare?.Results ?? (result is null ? [] : [result]), out bag);
        if (isStored || rare?.Results is not null) CompleteEach(result is null ? rare?.Results ?? [] : [result], maker, repeater, name, done, payload, from.Peer.Node, objects);
        else result?.TryComplete(payload);
        if (bag != 0) objects.SettleBag(from, bag);
        if (isRepeated && isStored) Discard(result, rare, objects);        // what is the result by now stays
        if (rare is null) return;
        rare.Stream?.End(null);
        rare.Registration.Dispose();
    }

    /// <param name="maker">The task or call.</param>
    /// <param name="failure">Why there are none.</param>
    /// <param name="objects">This process's objects.</param>
    /// <param name="mayBeStored">Whether a worker may have stored objects before it failed, or died.</param>
    public static void Fail(IMaker maker, RemoteFailure failure, ObjectService objects, bool mayBeStored)
    {
        var (result, rare) = (maker.Result, maker.Rare);
        if (rare?.Remake is { } remake)
        {
            remake.Fail(failure, maker.RetriesLeft);
            return;
        }
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

    private static void CompleteEach(ObjectEntry[] results, IMaker maker, IRepeater repeater, string name, in DoneHeader done, ReadOnlySpan<byte> payload, uint node, ObjectService objects)
    {
        if (done.Status == DoneStatus.Succeeded && done.Returns == 1 && results.Length == 1)
        {
            results[0].TryComplete(payload);
            return;
        }
        int lengthsSize = done.Returns * sizeof(long);
        if (done.Returns != results.Length || payload.Length < lengthsSize)
        {
            var failure = new RemoteFailure(FailureKind.ObjectLost, name, $"'{name}' was to make {CountText.Of(results.Length, "object")}; its answer holds {done.Returns}.");
            foreach (var entry in results) entry.TryFail(failure.ToException);
            return;
        }
        var lengths = MemoryMarshal.Cast<byte, long>(payload[..lengthsSize]);
        var values = payload[lengthsSize..];
        if (!Fit(lengths, values.Length)) throw new CodecException($"Its objects are said to have {string.Join(", ", lengths.ToArray())} bytes (negative: in the store), and {values.Length} came.");
        var stored = Stored(results, lengths, node, objects);
        if (stored is not null) repeater.Lineage.Keep(repeater.RecipeOf(maker), stored);
        int next = 0;
        for (int i = 0; i < results.Length; i++)
        {
            if (lengths[i] < 0)
            {
                results[i].TryComplete(stored![next++].Value);
                continue;
            }
            results[i].TryComplete(values[..(int)lengths[i]]);
            values = values[(int)lengths[i]..];
        }
    }

    private static bool Fit(ReadOnlySpan<long> lengths, long bytes)
    {
        foreach (long length in lengths)
        {
            if (length == long.MinValue || length > bytes) return false;
            bytes -= Math.Max(0, length);
        }
        return bytes == 0;
    }

    /// <summary>Those of them that are in the store; null where none is, as with most tasks.</summary>
    private static List<(ObjectEntry Entry, OwnedStoredValue Value)>? Stored(ObjectEntry[] results, ReadOnlySpan<long> lengths, uint node, ObjectService objects)
    {
        List<(ObjectEntry, OwnedStoredValue)>? stored = null;
        for (int i = 0; i < results.Length; i++)
        {
            if (lengths[i] < 0) (stored ??= []).Add((results[i], objects.Store.OwnValue(results[i].Id, -lengths[i], node, objects.CallSites.Of(results[i]))));
        }
        return stored;
    }
}
