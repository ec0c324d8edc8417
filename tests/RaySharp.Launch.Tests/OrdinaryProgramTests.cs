namespace RaySharp.Launch.Tests;

/// <summary>Programs that are built and run as most are.</summary>
public sealed class OrdinaryProgramTests(LocalFeed feed)
{
    [Fact]
    public async Task One_added_package_is_all_that_a_program_needs()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Program.cs").WithProject(hasPackage: false);
        await program.DotnetAsync("add", "package", "RaySharp", "--version", feed.Version);
        Answer.IsIn(await program.DotnetAsync("run"));
        Answer.IsIn(await program.DotnetAsync("exec", Path.Combine(program.Built, "App.dll"), "--some", "arguments"));
        Answer.IsIn(await Shell.RunAsync("/", Path.Combine(program.Built, "App")));
    }

    [Fact]
    public async Task A_program_that_ends_without_disposing_leaves_nothing_behind()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "NoDispose.cs").WithProject();
        string output = await program.DotnetAsync("run");
        Assert.Matches(@"worker \d+", output);
        int worker = int.Parse(output.Split("worker ")[1].Split('\n')[0]);
        Assert.False(Directory.Exists($"/proc/{worker}"));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{worker}-*"));
        Assert.DoesNotContain(Directory.GetDirectories("/tmp", "raysharp-????????????"), folder => File.Exists(Path.Combine(folder, $"{worker}.pid")));
    }

    [Fact]
    public async Task A_library_with_the_tasks_needs_no_package_in_the_program()
    {
        using var program = new ProgramFolder(feed, "Program.cs").WithProject("<EnableDefaultCompileItems>false</EnableDefaultCompileItems>",
            """<Compile Include="Program.cs" /><ProjectReference Include="lib/Lib.csproj" />""", hasPackage: false);
        using var library = new ProgramFolder(feed, "Jobs.cs", "Checks.cs").WithProject("<OutputType>Library</OutputType>");
        Directory.Move(library.Folder, program.At("lib"));
        File.Move(program.At("lib/App.csproj"), program.At("lib/Lib.csproj"));
        Directory.CreateDirectory(library.Folder);
        Answer.IsIn(await program.DotnetAsync("run"));
    }
}
