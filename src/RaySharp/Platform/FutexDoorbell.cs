using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>A doorbell on a word of (shared) memory: 1 while somebody sleeps on it.</summary>
/// <param name="word">Outlives the bell: held by the caller, or by <paramref name="memory"/>.</param>
/// <param name="memory">Stays mapped at least until the bell is collected.</param>
internal sealed unsafe class FutexDoorbell(uint* word, Mapping? memory = null) : Doorbell
{
    private readonly Mapping? _memory = memory;

    private const uint Awake = 0, Asleep = 1;
    private readonly uint* _word = word;

    public override bool IsArmed
    {
        get
        {
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref *_word) == Asleep;
        }
    }

    /// <summary>A word of native memory that is never freed: for bells that live as long as the process.</summary>
    public static FutexDoorbell OnOwnMemory()
    {
        uint* word = (uint*)NativeMemory.AlignedAlloc(64, 64);
        *word = Awake;
        return new FutexDoorbell(word);
    }

    public override void Arm() => Interlocked.Exchange(ref *_word, Asleep);

    public override void Disarm() => Volatile.Write(ref *_word, Awake);

    public override void Wait()
    {
        Futex.Wait(_word, Asleep);
        Disarm();
        GC.KeepAlive(_memory);
    }

    public override void Ring()
    {
        if (IsArmed && Interlocked.CompareExchange(ref *_word, Awake, Asleep) == Asleep)
            Futex.WakeOne(_word);
    }
}
