using System.Runtime.InteropServices;

namespace RaySharp.Launch.Tests;

/// <summary>Programs as they are published.</summary>
public sealed class PublishedProgramTests(LocalFeed feed)
{
    [Theory]
    [InlineData("--no-self-contained")]
    [InlineData("--self-contained")]
    public async Task A_single_file(string kind)
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Program.cs").WithProject();
        string output = await program.DotnetAsync("publish", "-r", RuntimeInformation.RuntimeIdentifier, kind, "-p:PublishSingleFile=true", "-o", "out");
        Assert.True(File.Exists(program.At("out/App")), output);
        Answer.IsIn(await Shell.RunAsync("/", program.At("out/App")));
    }

    [Fact]
    public async Task A_trimmed_program()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Program.cs").WithProject();
        string output = await program.DotnetAsync("publish", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishTrimmed=true", "-o", "out");
        Assert.True(File.Exists(program.At("out/App")), output);
        Answer.IsIn(await Shell.RunAsync("/", program.At("out/App")));
    }

    [Fact]
    public async Task A_native_program()
    {
        string? linker = new[] { "clang", "gcc" }.FirstOrDefault(name => File.Exists(Path.Combine("/usr/bin", name)));
        Assert.SkipWhen(linker is null, "NativeAOT links with clang or gcc; neither is in /usr/bin.");
        Assert.SkipUnless(LocalFeed.IsCached($"runtime.{RuntimeInformation.RuntimeIdentifier}.microsoft.dotnet.ilcompiler"), "The NativeAOT compiler is not in the package cache: publish any program with PublishAot once.");
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Program.cs").WithProject("<PublishAot>true</PublishAot>");
        string output = await program.DotnetAsync("publish", "-r", RuntimeInformation.RuntimeIdentifier, "-o", "out", $"-p:CppCompilerAndLinker={linker}");
        Assert.True(File.Exists(program.At("out/App")), output);
        Answer.IsIn(await Shell.RunAsync("/", program.At("out/App")));
    }
}
