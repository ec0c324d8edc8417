using RaySharp.Hosting;

/// <summary>Runs before the program's Main where DOTNET_STARTUP_HOOKS names this assembly: a process that was started as a worker or node becomes one and never reaches Main.</summary>
internal static class StartupHook
{
    /// <summary>Called by the .NET host.</summary>
    public static void Initialize() => ProcessRole.TakeOver();
}
