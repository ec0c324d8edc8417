using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>Ties this process's life to its parent's.</summary>
internal static class ParentDeath
{
    /// <summary>
    /// Asks for SIGKILL when the parent ends. The kernel looks at the parent's <em>thread</em> that started this process: start
    /// children from a thread that lives as long as they may. False where there is no such thing.
    /// </summary>
    /// <param name="parent">The parent's pid as the parent told it: it may have ended before this call.</param>
    public static bool EndsThisProcess(int parent)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        const int SetParentDeathSignal = 1;
        if (Libc.ProcessControl(SetParentDeathSignal, Signals.Kill, 0, 0, 0) != 0)
            throw new InvalidOperationException($"prctl(PR_SET_PDEATHSIG) failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        if (Libc.ParentId() != parent)
            _ = Signals.Send(Environment.ProcessId, Signals.Kill);
        return true;
    }
}
