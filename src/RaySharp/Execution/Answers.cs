using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>Sends what became of a task to its owner.</summary>
internal static class Answers
{
    /// <param name="to">The owner.</param>
    /// <param name="push">What came.</param>
    /// <param name="returns">The objects.</param>
    /// <param name="stored">The objects' lengths where some are in the store (<see cref="Results.Store"/>).</param>
    /// <param name="runNanos">How long it took.</param>
    /// <param name="bag">Keeps alive what the objects refer to.</param>
    public static void Succeeded(Link to, in PushHeader push, ReturnWriter returns, long[]? stored, uint runNanos, ulong bag)
    {
        var done = Head(push, stored is null ? DoneStatus.Succeeded : DoneStatus.Stored, runNanos);
        done.Returns = (ushort)returns.Count;
        done.Bag = bag;
        if (returns.Count == 1 && push.Returns == 1 && bag == 0 && stored is null)
        {
            to.Control.Send(Bytes(ref done), Results.Inline(returns[0]), defer: true);
            return;
        }
        var answer = new CodecWriter();
        answer.WriteBytes(Bytes(ref done));
        if (bag != 0) Forms.Write(answer, [.. ((ReferenceBag)returns.Context!).Ids]);
        if (stored is not null || returns.Count != 1 || push.Returns != 1)
        {
            for (int i = 0; i < returns.Count; i++) answer.WriteRaw(stored?[i] ?? returns[i].TotalLength);
        }
        for (int i = 0; i < returns.Count; i++)
        {
            if (stored?[i] is null or >= 0) answer.WriteBytes(Results.Inline(returns[i]));
        }
        to.Control.Send(answer.Written, default, defer: true);
    }

    public static void Failed(Link to, in PushHeader push, RemoteFailure failure, uint runNanos)
    {
        var done = Head(push, DoneStatus.Failed, runNanos);
        to.Control.Send(Bytes(ref done), failure.Encode());
    }

    public static void Cancelled(Link to, in PushHeader push, uint runNanos)
    {
        var done = Head(push, DoneStatus.Cancelled, runNanos);
        to.Control.Send(Bytes(ref done), default);
    }

    private static DoneHeader Head(in PushHeader push, DoneStatus status, uint runNanos) => new()
    {
        Kind = push.Kind == MessageKind.ActorCall ? MessageKind.CallDone : MessageKind.TaskDone,
        Status = status,
        Attempt = push.Attempt,
        Handle = push.Handle,
        RunNanos = runNanos,
    };

    private static Span<byte> Bytes(ref DoneHeader done) => MemoryMarshal.AsBytes(new Span<DoneHeader>(ref done));
}
