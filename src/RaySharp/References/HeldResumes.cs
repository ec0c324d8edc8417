namespace RaySharp.References;

/// <summary>
/// While a thread completes many objects, the waits that end go on when it has completed them all: who is woken for the first takes what is there, sleeps
/// and is woken again, which costs more than all the rest.
/// </summary>
internal static class HeldResumes
{
    [ThreadStatic] private static List<PendingWait>? _held;
    [ThreadStatic] private static bool _isHolding;

    /// <summary>From now on, on this thread; <see cref="Release"/> must follow.</summary>
    public static void Hold() => _isHolding = true;

    /// <summary>Whether the wait is held: nothing else is to be done for it.</summary>
    public static bool TryHold(PendingWait wait)
    {
        if (!_isHolding) return false;
        (_held ??= []).Add(wait);
        return true;
    }

    /// <summary>All that were held go on.</summary>
    public static void Release()
    {
        _isHolding = false;
        if (_held is not { Count: > 0 } held) return;
        foreach (var wait in held) wait.Resume();
        held.Clear();
    }
}
