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
    public static void Succeeded(Link to, in PushHeader push, ReturnWriter returns, uint runNanos, ulong bag)
    {
        var done = Head(push, DoneStatus.Succeeded, runNanos);
        done.Returns = (ushort)returns.Count;
        done.Bag = bag;
        if (returns.Count == 1 && push.Returns == 1 && bag == 0)
        {
            to.Control.Send(Bytes(ref done), returns.Writer.Written, defer: true);
            return;
        }
        var head = new CodecWriter();
        head.WriteBytes(Bytes(ref done));
        if (bag != 0) Forms.Write(head, [.. ((ReferenceBag)returns.Writer.Context!).Ids]);
        if (returns.Count != 1 || push.Returns != 1)
        {
            for (int i = 0; i < returns.Count; i++) head.WriteRaw(returns[i].Length);
        }
        to.Control.Send(head.Written, returns.Writer.Written, defer: true);
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
