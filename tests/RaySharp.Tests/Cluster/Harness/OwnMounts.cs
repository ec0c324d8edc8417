using System.Diagnostics;

namespace RaySharp.Tests.Cluster;

/// <summary>Whether a program can be started that sees other file systems than this one does.</summary>
internal static class OwnMounts
{
    public static void SkipWithout()
    {
        using var unshare = File.Exists("/usr/bin/unshare") ? Process.Start("/usr/bin/unshare", ["-Urm", "/bin/true"]) : null;
        unshare?.WaitForExit();
        Assert.SkipUnless(unshare?.ExitCode == 0, "This machine lets its users have no mounts of their own.");
    }
}
