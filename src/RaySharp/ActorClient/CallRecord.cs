using System.Runtime.InteropServices;
using RaySharp.Actors;
using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.ActorClient;

/// <summary>A call to an actor that has no result yet.</summary>
internal sealed class CallRecord : PendingCall
{
    public required TaskId Id { get; init; }

    public required RemoteMethod Method { get; init; }

    public required byte[] Frame { get; set; }

    public ObjectEntry? Result { get; init; }

    public TaskExtras? Rare { get; set; }

    /// <summary>Its arguments are there, or one of them failed.</summary>
    public bool IsReady { get; set; }

    public ref PushHeader Header => ref MemoryMarshal.AsRef<PushHeader>(Frame.AsSpan());
}
