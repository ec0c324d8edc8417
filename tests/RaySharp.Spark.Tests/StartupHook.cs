using RaySharp.Spark.Tests.Hosting;

/// <summary>Turns this test program, started again with DOTNET_STARTUP_HOOKS on itself, into a program that a test can kill.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(SparkProgram.Variable) is { } address) SparkProgram.Run(address);
    }
}
