using System.Reflection;

[assembly: AssemblyFixture(typeof(RaySharp.Launch.Tests.LocalFeed))]

namespace RaySharp.Launch.Tests;

/// <summary>The package as users get it, in a folder, under a version that nobody has cached.</summary>
public sealed class LocalFeed : IAsyncLifetime
{
    private static readonly string _packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>Where the package lies.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("raysharp-feed-").FullName;

    /// <summary>Its version.</summary>
    public string Version { get; } = $"0.1.0-launch{Environment.ProcessId}x{Environment.TickCount64}";

    /// <summary>Whether the package is made of a release build.</summary>
    public static bool IsRelease { get; } = Metadata("Configuration") == "Release";

    /// <summary>Whether any version of a package is at hand.</summary>
    public static bool IsCached(string package) => Directory.Exists(Path.Combine(_packages, package.ToLowerInvariant()));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string output = await Shell.RunAsync(Repository, "dotnet", "pack", "src/RaySharp", "--no-build", "-c", Metadata("Configuration"), "-o", Folder, $"-p:PackageVersion={Version}");
        Assert.True(File.Exists(Path.Combine(Folder, $"RaySharp.{Version}.nupkg")), output);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        string cached = Path.Combine(_packages, "raysharp", Version);
        if (Directory.Exists(cached)) Directory.Delete(cached, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Metadata(string key) => typeof(LocalFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
