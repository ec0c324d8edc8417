namespace RaySharp.Wire;

/// <summary>
/// A ring's memory: one page of header, then the bytes. Each word that one side writes and the other reads has its own cache line.
/// </summary>
internal static unsafe class RingLayout
{
    public const int HeaderBytes = 4096, MinCapacity = 4096, MaxCapacity = 64 << 20;

    private const ulong Magic = 0x31_474E4952_594152; // "RAYRING1"
    private const uint Version = 1;
    private const int VersionAt = 8, CapacityAt = 12, InboxAt = 16, HeadAt = 64, TailAt = 128, WantedAt = 192;

    public static bool IsCapacity(int bytes) => bytes is >= MinCapacity and <= MaxCapacity && int.IsPow2(bytes);

    /// <summary>Bytes ever written; stored by the writer.</summary>
    public static ulong* Head(byte* ring) => (ulong*)(ring + HeadAt);

    /// <summary>Bytes ever read; stored by the reader.</summary>
    public static ulong* Tail(byte* ring) => (ulong*)(ring + TailAt);

    /// <summary>1 while the writer has more than fits; the reader clears it and rings the writer.</summary>
    public static uint* Wanted(byte* ring) => (uint*)(ring + WantedAt);

    public static void Write(byte* ring, int capacity, uint inbox)
    {
        *(ulong*)ring = Magic;
        *(uint*)(ring + VersionAt) = Version;
        *(int*)(ring + CapacityAt) = capacity;
        *(uint*)(ring + InboxAt) = inbox;
    }

    /// <summary>The capacity of a ring that a peer made; each header word is read once.</summary>
    public static int Check(byte* ring, long bytes, uint inbox)
    {
        ulong magic = *(ulong*)ring;
        uint version = *(uint*)(ring + VersionAt);
        int capacity = *(int*)(ring + CapacityAt);
        uint forInbox = *(uint*)(ring + InboxAt);
        if (magic != Magic || version != Version)
            throw new WireViolationException($"The peer's ring has magic {magic:x} and version {version}; expected {Magic:x} and {Version}.");
        if (!IsCapacity(capacity) || bytes != HeaderBytes + (long)capacity)
            throw new WireViolationException($"The peer's ring announces {capacity} bytes in a file of {bytes}.");
        return forInbox == inbox
            ? capacity
            : throw new WireViolationException($"The peer's ring is for inbox {forInbox:x}, but was opened for inbox {inbox:x}.");
    }
}
