using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>What this process was started as.</summary>
internal static class ProcessRole
{
    /// <summary>Becomes a node or worker where it was started as one, and ends with it. False: it is a program.</summary>
    public static bool TakeOver()
    {
        if (!WorkerMain.IsAskedFor) return false;
        WorkerMain.Run();
        return true;
    }

    /// <summary>For a program that is about to start a cluster.</summary>
    /// <exception cref="WorkerStartException">It was started as a worker or node, but did not become one.</exception>
    public static void RequireProgram()
    {
        if (!WorkerMain.IsAskedFor) return;
        throw new WorkerStartException($"This program was started as a worker (the variable {WorkerConfig.Variable} is set), but the worker hook did not run, so it came to start a cluster of its own; nothing was started. " +
            "Set <StartupHookSupport>true</StartupHookSupport> in the project: it is off where PublishAot is set and in file-based apps.");
    }
}
