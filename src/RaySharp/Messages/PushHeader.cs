using System.Runtime.InteropServices;

namespace RaySharp.Messages;

/// <summary>The head of a frame that carries a task to a slot, or a call to an actor. Extras, splices and arguments follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PushHeader
{
    public MessageKind Kind;
    public PushFlags Flags;

    /// <summary>How many objects the result makes.</summary>
    public ushort Returns;

    public int Attempt;

    /// <summary>The owner's handle of the task; comes back with the answer.</summary>
    public ulong Handle;

    /// <summary>With the sender's process id the task's id.</summary>
    public ulong TaskNumber;

    public ulong Method;

    /// <summary>For tasks the lease, for actor calls the sequence number.</summary>
    public ulong Lease;

    /// <summary>For tasks how deep they are nested, for actor calls the incarnation.</summary>
    public int Depth;
}

[Flags]
internal enum PushFlags : byte
{
    None = 0,

    /// <summary>A name and other rare things follow the header.</summary>
    Extras = 1,

    /// <summary>References that the worker must resolve follow.</summary>
    Splices = 2,

    /// <summary>The arguments hold references: the answer must wait until those still held are registered.</summary>
    Carries = 4,
}
