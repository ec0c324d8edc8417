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

    /// <summary>This process gets no signals from the terminal it was started at any more, nor from its end.</summary>
    public static void LeaveSession()
    {
        if (OperatingSystem.IsLinux()) _ = Libc.NewSession();       // fails where it leads a group: then a shell gave it one of its own
    }
}
