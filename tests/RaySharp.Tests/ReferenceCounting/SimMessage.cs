
namespace RaySharp.Tests.ReferenceCounting;

/// <summary>What travels between the processes of the simulation.</summary>
internal abstract record SimMessage
{
    public virtual SharedId[] Carried() => [];

    public sealed record AddBorrow(SharedId Id, ulong Number, bool Answer) : SimMessage;

    public sealed record RemoveBorrow(SharedId Id, ulong Number) : SimMessage;

    public sealed record BorrowAdded(SharedId Id, ulong Number) : SimMessage;

    public sealed record BorrowRefused(SharedId Id, ulong Number) : SimMessage;

    public sealed record BagSettled(ulong Bag) : SimMessage;

    public sealed record Death : SimMessage;

    public sealed record Push(int Task, SharedId Result, ulong Bag, SharedId[] References) : SimMessage
    {
        public override SharedId[] Carried() => References;
    }

    public sealed record Reply(int Task, ulong Bag, SharedId[] References, ulong SettledBag) : SimMessage
    {
        public override SharedId[] Carried() => References;
    }
}

/// <summary>One direction between two processes: keeps order, may deliver a message again later.</summary>
internal sealed class SimLink(SimProcess from, SimProcess to, int slowness)
{
    public SimProcess From => from;

    public SimProcess To => to;

    /// <summary>How many times its turn must come for a message to be delivered.</summary>
    public int Slowness => slowness;

    public LinkedList<SimMessage> Waiting { get; } = [];

    public List<SimMessage> Delivered { get; } = [];
}
