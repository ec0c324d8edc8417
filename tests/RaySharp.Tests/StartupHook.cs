using RaySharp.Tests.Cluster;
using RaySharp.Tests.Wire;

/// <summary>
/// Turns this test program, started again with DOTNET_STARTUP_HOOKS on itself, into a child process that a test can kill. (A module
/// initializer could not: code of this assembly on other threads would wait for its end.)
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(WireChild.Variable) is { } settings)
            WireChild.Run(settings);
        if (Environment.GetEnvironmentVariable(DriverChild.Variable) is { } driver)
            DriverChild.Run(driver);
    }
}
