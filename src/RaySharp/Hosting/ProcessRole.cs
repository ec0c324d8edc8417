using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>What this process was started as.</summary>
internal static class ProcessRole
{
    /// <summary>Becomes a node, worker or detached head where it was started as one, and ends with it. False: it is a program.</summary>
    public static bool TakeOver()
    {
        if (NodeMain.IsAskedFor) NodeMain.Run();
        else if (WorkerMain.IsAskedFor) WorkerMain.Run();
        else if (HeadMain.IsAskedFor) HeadMain.Run();
        else return false;
        return true;
    }

    /// <summary>For a program that is about to start a cluster.</summary>
    /// <exception cref="WorkerStartException">It was started as a worker, node or head, but did not become one.</exception>
    public static void RequireProgram()
    {
        var (variable, role) = NodeMain.IsAskedFor ? (NodeConfig.Variable, "node") : WorkerMain.IsAskedFor ? (WorkerConfig.Variable, "worker") : HeadMain.IsAskedFor ? (HeadConfig.Variable, "detached head") : (null, "");
        if (variable is null) return;
        throw new WorkerStartException($"This program was started as a {role} (the variable {variable} is set), but the worker hook did not run, so it came to start a cluster of its own; nothing was started. " +
            "Set <StartupHookSupport>true</StartupHookSupport> in the project: it is off where PublishAot is set and in file-based apps.");
    }
}
