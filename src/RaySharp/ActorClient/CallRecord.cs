using System.Runtime.InteropServices;
using RaySharp.Actors;
using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.ActorClient;

/// <summary>A call to an actor that has no result yet.</summary>
internal sealed class CallRecord : PendingCall, IMaker
{
    private byte[] _frame = [];

    public required TaskId Id { get; init; }

    public required RemoteMethod Method { get; init; }

    public required byte[] Frame { get => _frame; set => _frame = value; }

    public ObjectEntry? Result { get; init; }

    public TaskExtras? Rare { get; set; }

    /// <summary>Its arguments are there, or one of them failed.</summary>
    public bool IsReady { get; set; }

    /// <summary>It stands behind one whose arguments are not there, or its own are not.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Whether an incarnation has got it, of whatever became of that.</summary>
    public bool WasSent => Frame.Length > 0 && Header.Attempt > 0;

    /// <summary>The call has ended and needs its frame no more. Null for all but the first who asks.</summary>
    public byte[]? TakeFrame() => Interlocked.Exchange(ref _frame, []) is { Length: > 0 } frame ? frame : null;

    public ref PushHeader Header => ref MemoryMarshal.AsRef<PushHeader>(Frame.AsSpan());
}
