namespace RaySharp.Launch.Tests;

/// <summary>Code whose process is another program's: the entry assembly is not the one with the tasks.</summary>
public sealed class HostedProgramTests(LocalFeed feed)
{
    [Fact]
    public async Task A_test_project_of_vstest()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "UnitTest.cs").WithProject("<OutputType>Library</OutputType>", """
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
            <PackageReference Include="xunit" Version="2.9.3" />
            <PackageReference Include="xunit.runner.visualstudio" Version="2.8.2" />
            """);
        string output = await program.DotnetAsync("test");
        Assert.True(output.Contains("Passed!") && output.Contains("Passed:     1"), output);
    }

    [Fact]
    public async Task A_benchmark()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Benchmark.cs").WithProject("<Optimize>true</Optimize>", """<PackageReference Include="BenchmarkDotNet" Version="0.15.8" />""");
        string output = await program.DotnetAsync("run", "-c", "Release");
        Assert.True(output.Contains("answer 42, in a worker: True") && !output.Contains("Exception"), output);
    }
}
