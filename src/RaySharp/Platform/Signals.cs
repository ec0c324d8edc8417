namespace RaySharp.Platform;

/// <summary>Signals to processes that this session started.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int Terminate = 15;

    /// <summary>False when there is no such process (any more), or it is another user's.</summary>
    public static bool Send(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        return Libc.Kill(pid, signal) == 0;
    }
}
