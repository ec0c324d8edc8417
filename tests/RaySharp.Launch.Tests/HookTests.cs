namespace RaySharp.Launch.Tests;

/// <summary>Projects that switch startup hooks off, by themselves or by what they are.</summary>
public sealed class HookTests(LocalFeed feed)
{
    [Fact]
    public async Task A_project_for_native_publishing_runs_as_it_is()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "Checks.cs", "Program.cs").WithProject("<PublishAot>true</PublishAot>");
        Answer.IsIn(await program.DotnetAsync("run"));
    }

    [Fact]
    public async Task Where_the_hook_cannot_run_nothing_multiplies_and_the_task_names_the_setting()
    {
        using var program = new ProgramFolder(feed, "Jobs.cs", "NoHook.cs").WithProject();
        // After the package's targets, which would overrule it.
        string project = File.ReadAllText(program.At("App.csproj"));
        File.WriteAllText(program.At("App.csproj"), project.Replace("</Project>", """
              <Target Name="HooksOff" BeforeTargets="GenerateBuildRuntimeConfigurationFiles">
                <ItemGroup>
                  <RuntimeHostConfigurationOption Remove="System.StartupHookProvider.IsSupported" />
                  <RuntimeHostConfigurationOption Include="System.StartupHookProvider.IsSupported" Value="false" />
                </ItemGroup>
              </Target>
            </Project>
            """));
        string output = await program.DotnetAsync("run");
        Assert.Contains("WorkerStartException", output);
        Assert.Contains("StartupHookSupport", output);
        Assert.True(output.Split("main of a would-be worker").Length <= 12, "Would-be workers multiply: " + output);
    }

    [Fact]
    public async Task A_file_based_program_with_the_package()
    {
        using ProgramFolder program = new(feed);
        File.WriteAllText(program.At("pi.cs"), $"#:package RaySharp@{feed.Version}\n" + Template("FileBased.cs"));
        Answer.IsIn(await program.DotnetAsync("run", "pi.cs"));
    }

    [Fact]
    public async Task A_file_based_program_with_the_project()
    {
        // Inside the repository, as the samples are: a reference to a project brings neither props nor the generator.
        string folder = Path.Combine(AppContext.BaseDirectory, $"launch-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"""
                <Project>
                  <Import Project="{LocalFeed.Repository}Directory.Build.props" />
                  <ItemGroup>
                    <ProjectReference Include="{LocalFeed.Repository}src/RaySharp.Generators/RaySharp.Generators.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
                  </ItemGroup>
                </Project>
                """);
            File.WriteAllText(Path.Combine(folder, "pi.cs"), $"#:project {LocalFeed.Repository}src/RaySharp\n" + Template("FileBased.cs"));
            Answer.IsIn(await Shell.RunAsync(folder, "dotnet", "run", "pi.cs"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Template(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", name));
}
