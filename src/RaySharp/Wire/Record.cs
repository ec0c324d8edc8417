namespace RaySharp.Wire;

/// <summary>Which part of a frame a record holds.</summary>
internal enum FramePart : uint
{
    Whole,
    First,
    Middle,
    Last,
}

/// <summary>
/// The one format of frames in rings and in heap queues: a 4-byte header (part and length), the bytes, padding to 8. Records
/// start at multiples of 8, so a header never wraps around a ring's end.
/// </summary>
internal static class Record
{
    public const int HeaderBytes = 4;

    /// <summary>What a reader takes at once; no record is longer.</summary>
    public const int BatchBytes = 64 * 1024;

    private const int Alignment = 8, PartShift = 28;
    private const uint LengthMask = (1u << PartShift) - 1;

    public static int Size(int payload) => (payload + HeaderBytes + Alignment - 1) & -Alignment;

    /// <summary>Longer frames are cut: a quarter of the ring, and never more than a reader's batch.</summary>
    public static int MaxPayload(int ringBytes) => Math.Min(ringBytes / 4, BatchBytes) - Alignment;

    public static uint Header(FramePart part, int payload) => ((uint)part << PartShift) | (uint)payload;

    public static FramePart Part(uint header) => (FramePart)(header >> PartShift);

    public static int Payload(uint header) => (int)(header & LengthMask);

    /// <summary>The part of a piece that starts at <paramref name="offset"/> of a frame of <paramref name="total"/> bytes.</summary>
    public static FramePart PartAt(int offset, int length, int total) => (offset == 0, offset + length == total) switch
    {
        (true, true) => FramePart.Whole,
        (true, false) => FramePart.First,
        (false, false) => FramePart.Middle,
        (false, true) => FramePart.Last,
    };
}
