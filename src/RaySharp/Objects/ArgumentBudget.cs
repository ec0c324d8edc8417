using RaySharp.ObjectMemory;

namespace RaySharp.Objects;

/// <summary>The bytes that large arguments of unfinished tasks and calls of this process take. Safe from any thread.</summary>
/// <param name="limit">As many may be pending.</param>
internal sealed class ArgumentBudget(long limit)
{
    private long _pending;

    public long Pending => Volatile.Read(ref _pending);

    /// <summary>A task is submitted.</summary>
    /// <exception cref="PendingCallsLimitExceededException">That would be more than may be pending; nothing was taken.</exception>
    public void Take(string task, int frameBytes)
    {
        long bytes = Counted(frameBytes);
        if (bytes == 0) return;
        long pending;
        do
        {
            pending = Pending;
            if (pending + bytes > limit)
                throw new PendingCallsLimitExceededException($"'{task}' was not submitted: its arguments take {bytes} bytes, those of this process's unfinished tasks and calls {pending}, and RayOptions.MaxPendingArgumentBytes allows {limit} in all. " +
                    "Wait for some of them first, pass what several tasks need as a reference (PutAsync), or raise the limit.");
        }
        while (Interlocked.CompareExchange(ref _pending, pending + bytes, pending) != pending);
    }

    /// <summary>Values took the places of references. It was submitted before, so it is not refused any more.</summary>
    public void Change(int oldFrameBytes, int newFrameBytes) => Add(Counted(newFrameBytes) - Counted(oldFrameBytes));

    /// <summary>The task has ended.</summary>
    public void Return(int frameBytes) => Add(-Counted(frameBytes));

    private void Add(long bytes)
    {
        if (bytes != 0) Interlocked.Add(ref _pending, bytes);
    }

    /// <summary>Small ones are not counted: the line that all processors share would cost more than they weigh.</summary>
    private static long Counted(int frameBytes) => frameBytes > ObjectStore.InlineLimit ? frameBytes : 0;
}
