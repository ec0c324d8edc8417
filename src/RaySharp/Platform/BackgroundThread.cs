namespace RaySharp.Platform;

/// <summary>Work that nobody waits for, on a thread of its own that leaves the processor to others.</summary>
internal static class BackgroundThread
{
    /// <remarks>
    /// Not the lowest priority: the work may hold a lock of the process's address space for a moment, and on a busy machine a thread of the lowest would
    /// keep it while others wait.
    /// </remarks>
    private const int Nice = 10;

    public static Task RunAsync(Action work) => Task.Factory.StartNew(
        () =>
        {
            const int ThisThread = 0;
            if (OperatingSystem.IsLinux())
                _ = Libc.SetPriority(ThisThread, 0, Nice);      // .NET's priorities do nothing there; refused, it runs as others do
            work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);
}
