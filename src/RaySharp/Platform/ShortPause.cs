namespace RaySharp.Platform;

/// <summary>A pause shorter than a millisecond, where the machine has one.</summary>
internal static unsafe class ShortPause
{
    public static void For(TimeSpan duration)
    {
        if (!PlatformSupport.SharedMemory)
        {
            Thread.Sleep(1);
            return;
        }
        uint never = 0;
        Futex.Wait(&never, 0, duration);
    }
}
