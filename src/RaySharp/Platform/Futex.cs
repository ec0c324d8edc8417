using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>The kernel's wait queue of one 32-bit word; works between processes that map the same memory.</summary>
internal static unsafe class Futex
{
    private const nint WaitOperation = 0, WakeOperation = 1;
    private static readonly nint _number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 98 : 202;

    /// <summary>Sleeps while the word has this value; returns on a wake, a changed value, a signal or the time-out.</summary>
    public static void Wait(uint* word, uint value, TimeSpan? timeout = null)
    {
        if (timeout is not { } limit)
        {
            _ = Libc.FutexWait(_number, word, WaitOperation, (nint)value, null, 0, 0);
            return;
        }
        TimeSpec spec = new()
        {
            Seconds = limit.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = limit.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
        _ = Libc.FutexWait(_number, word, WaitOperation, (nint)value, &spec, 0, 0);
    }

    public static void WakeOne(uint* word) => _ = Libc.FutexWake(_number, word, WakeOperation, 1, 0, 0, 0);
}
