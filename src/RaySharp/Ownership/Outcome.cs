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
    public static void Complete(ObjectEntry? result, TaskExtras? rare, string name, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, ObjectService objects)
    {
        if (done.Status is not (DoneStatus.Succeeded or DoneStatus.Stored))
        {
            Fail(result, rare, done.Status == DoneStatus.Failed ? RemoteFailure.Decode(payload) : new RemoteFailure(FailureKind.Cancelled, name, $"'{name}' was cancelled."));
            return;
        }
        ulong bag = 0;
        if (done.Bag != 0) payload = Arrived.Open(from, objects, done.Bag, payload, rare?.Results ?? (result is null ? [] : [result]), out bag);
        if (done.Status == DoneStatus.Stored || rare?.Results is not null) CompleteEach(result is null ? rare?.Results ?? [] : [result], rare, name, done, payload, objects);
        else result?.TryComplete(payload);
        if (bag != 0) objects.SettleBag(from, bag);
        if (rare is null) return;
        rare.Stream?.End(null);
        rare.Registration.Dispose();
    }

    public static void Fail(ObjectEntry? result, TaskExtras? rare, RemoteFailure failure)
    {
        Func<Exception> make = failure.ToException;
        result?.TryFail(make);
        if (rare is null) return;
        foreach (var entry in rare.Results ?? []) entry.TryFail(make);
        rare.Stream?.End(failure);
        rare.Registration.Dispose();
    }

    private static void CompleteEach(ObjectEntry[] results, TaskExtras? rare, string name, in DoneHeader done, ReadOnlySpan<byte> payload, ObjectService objects)
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
                results[i].TryComplete(objects.Store.ValueOf(results[i].Id, -lengths[i], isOwn: true));
                continue;
            }
            results[i].TryComplete(values[..(int)lengths[i]]);
            values = values[(int)lengths[i]..];
        }
    }
}
