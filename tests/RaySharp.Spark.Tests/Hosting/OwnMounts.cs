using System.Diagnostics;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Processes with mounts of their own, which end with them; tests that need them are skipped where users may have none.</summary>
internal static class OwnMounts
{
    public const string Command = "/usr/bin/unshare", Arguments = "-Urm";

    public static async Task FindOrSkipAsync()
    {
        Assert.SkipUnless(File.Exists(Command), "There is no unshare on this machine.");
        using var attempt = Process.Start(new ProcessStartInfo(Command, [Arguments, "/bin/true"]) { RedirectStandardError = true })!;
        await attempt.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(attempt.ExitCode == 0, "This machine lets its users have no mounts of their own.");
    }
}
