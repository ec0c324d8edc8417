using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace RaySharp.Launch.Tests;

/// <summary>What is in the package.</summary>
public sealed class PackageTests(LocalFeed feed)
{
    [Fact]
    public void It_has_the_library_for_every_machine_and_compiled_ahead_of_time_where_it_was_built()
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Folder, $"RaySharp.{feed.Version}.nupkg"));
        Assert.False(IsCompiledAhead(package, "lib/net10.0/RaySharp.dll"));
        Assert.NotNull(package.GetEntry("lib/net10.0/RaySharp.xml"));
        Assert.SkipUnless(RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal) && RuntimeInformation.ProcessArchitecture == Architecture.X64 && LocalFeed.IsRelease, "Release builds on Linux for x64 are compiled ahead of time.");
        Assert.True(IsCompiledAhead(package, "runtimes/linux-x64/lib/net10.0/RaySharp.dll"));
    }

    private static bool IsCompiledAhead(ZipArchive package, string name)
    {
        using MemoryStream image = new();
        using (var entry = package.GetEntry(name)!.Open()) entry.CopyTo(image);
        image.Position = 0;
        using PEReader reader = new(image);
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
