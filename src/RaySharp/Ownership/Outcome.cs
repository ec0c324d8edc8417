using System.Runtime.InteropServices;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>Completes the objects of a task or call.</summary>
internal static class Outcome
{
    public static void Complete(ObjectEntry? result, TaskExtras? rare, string name, in DoneHeader done, ReadOnlySpan<byte> payload)
    {
        if (done.Status != DoneStatus.Succeeded)
        {
            Fail(result, rare, done.Status == DoneStatus.Failed ? RemoteFailure.Decode(payload) : new RemoteFailure(FailureKind.Cancelled, name, $"'{name}' was cancelled."));
            return;
        }
        result?.TryComplete(payload);
        if (rare is null) return;
        if (rare.Results is { } results) CompleteEach(results, rare, name, done.Returns, payload);
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

    private static void CompleteEach(ObjectEntry[] results, TaskExtras rare, string name, int returns, ReadOnlySpan<byte> payload)
    {
        int lengthsSize = returns * sizeof(int);
        if (returns != results.Length || payload.Length < lengthsSize)
        {
            Fail(null, rare, new RemoteFailure(FailureKind.ObjectLost, name, $"'{name}' was to make {results.Length} objects; its answer holds {returns}."));
            return;
        }
        var lengths = MemoryMarshal.Cast<byte, int>(payload[..lengthsSize]);
        var values = payload[lengthsSize..];
        for (int i = 0; i < results.Length; i++)
        {
            results[i].TryComplete(values[..lengths[i]]);
            values = values[lengths[i]..];
        }
    }
}
