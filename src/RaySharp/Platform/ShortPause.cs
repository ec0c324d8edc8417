namespace RaySharp.Platform;

/// <summary>A pause shorter than a millisecond, where the machine has one.</summary>
internal static unsafe class ShortPause
{
    public static void For(TimeSpan duration)
    {
        if (!PlatformSupport.SharedMemory)
        {
#pragma warning disable RS0030 // there is no event: the pause is the purpose, and this machine has no shorter one
            Thread.Sleep(1);
#pragma warning restore RS0030
            return;
        }
        uint never = 0;
        Futex.Wait(&never, 0, duration);
    }
}
