using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>What this machine can do beyond what .NET offers everywhere.</summary>
internal static class PlatformSupport
{
    /// <summary>Memory shared by descriptor, futexes and descriptor passing; without them every frame goes over the socket.</summary>
    public static bool SharedMemory { get; } = OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Turning a process's own output to files, with native code's; without it the one that started it reads its pipes.</summary>
    public static bool FileOutput { get; } = OperatingSystem.IsLinux();
}
