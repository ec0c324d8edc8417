using System.ComponentModel;

namespace RaySharp.Contracts;

/// <summary>Lets a program that was compiled ahead of time become a worker before its Main runs. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WorkerTakeover
{
    /// <summary>Runs the worker's role if the environment asks for one, and says whether it did. Set by the worker's room.</summary>
    internal static Func<bool>? Run { get; set; }

    /// <summary>Becomes a worker if the environment asks for it, and then does not return.</summary>
    public static void RunIfAsked()
    {
        if (Run?.Invoke() == true) Environment.Exit(0);
    }
}
