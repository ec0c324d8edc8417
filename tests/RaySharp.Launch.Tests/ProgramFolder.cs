namespace RaySharp.Launch.Tests;

/// <summary>A program of a user, in a folder of its own far from this repository.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly LocalFeed _feed;

    public ProgramFolder(LocalFeed feed, params string[] templates)
    {
        _feed = feed;
        File.WriteAllText(At("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{feed.Folder}" /></packageSources>
            </configuration>
            """);
        foreach (string template in templates) File.Copy(Path.Combine(AppContext.BaseDirectory, "Templates", template), At(template));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("raysharp-app-").FullName;

    /// <summary>Where the build puts the program.</summary>
    public string Built => At("bin/Debug/net10.0");

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes App.csproj.</summary>
    public ProgramFolder WithProject(string properties = "", string items = "", bool hasPackage = true)
    {
        string package = hasPackage ? $"""<PackageReference Include="RaySharp" Version="{_feed.Version}" />""" : "";
        File.WriteAllText(At("App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {package}
                {items}
              </ItemGroup>
            </Project>
            """);
        return this;
    }

    public Task<string> DotnetAsync(params string[] arguments) => Shell.RunAsync(Folder, "dotnet", arguments);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
