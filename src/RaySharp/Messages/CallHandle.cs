namespace RaySharp.Messages;

/// <summary>The handle of an actor's call: which of its caller's handles of actors, and the call's number there. A process may know one actor by two ids.</summary>
internal static class CallHandle
{
    public const int NumberBits = 40;

    public static ulong Of(uint actor, ulong number) => (ulong)actor << NumberBits | number;

    public static int Actor(ulong handle) => (int)(handle >> NumberBits);

    public static ulong Number(ulong handle) => handle & ((1UL << NumberBits) - 1);
}
