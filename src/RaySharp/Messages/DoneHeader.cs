using System.Runtime.InteropServices;

namespace RaySharp.Messages;

/// <summary>The head of the answer to a task or call. For one result its bytes follow; for several, their lengths (8 bytes each) and then their bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct DoneHeader
{
    public MessageKind Kind;
    public DoneStatus Status;
    public ushort Returns;
    public int Attempt;
    public ulong Handle;

    /// <summary>How long the method ran; the owner's measure of how much to send ahead. 0: it was not measured.</summary>
    public uint RunNanos;

    /// <summary>With references in the results: the bag that keeps them alive until the owner has registered. Else 0.</summary>
    public ulong Bag;
}

internal enum DoneStatus : byte
{
    Succeeded,

    /// <summary>A RemoteError follows.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It succeeded, and some of its objects are in the store: their lengths come negative.</summary>
    Stored,
}
