using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RaySharp.Spark.Hosting;

/// <summary>What of this machine a node needs elsewhere: this program's folder, and the .NET runtime that it runs on.</summary>
internal static class AppFolder
{
    public const string Launcher = "raysharp-launch.sh";
    private const long MostBytes = 2L << 30;

    /// <summary>This program's files, and the script that starts a node there.</summary>
    /// <exception cref="SparkArtifactException">They are too large to be sent.</exception>
    public static Dictionary<string, PackedFile> OfThisProgram()
    {
        var files = FilesOf(AppContext.BaseDirectory);
        files[Launcher] = PackedFile.Of(LaunchScript.For(ProgramName(), RuntimeInformation.ProcessArchitecture), isExecutable: true);
        return files;
    }

    /// <summary>The runtime that this process runs on, laid out as a .NET installation; null where the program brings its own.</summary>
    public static Dictionary<string, PackedFile>? Runtime()
    {
        string config = Path.Combine(AppContext.BaseDirectory, ProgramName() + ".runtimeconfig.json");
        string[] frameworks = File.Exists(config) ? FrameworksOf(config) : ["Microsoft.NETCore.App"];
        if (frameworks.Length == 0) return null;
        var core = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar));
        string root = core.Parent!.Parent!.Parent!.FullName;
        Dictionary<string, PackedFile> files = [];
        foreach (string framework in frameworks)
        {
            var folder = new DirectoryInfo(Path.Combine(core.Parent.Parent.FullName, framework));
            var version = framework == core.Parent.Name ? core : folder.Exists ? folder.EnumerateDirectories().MaxBy(static version => version.CreationTimeUtc) : null;
            if (version is null) throw new InvalidOperationException($"The program needs the framework {framework}, which is not at '{folder.FullName}', so it cannot be sent to Spark's executors. Publish the program self-contained.");
            Add(files, version.FullName, $"shared/{framework}/{version.Name}/");
        }
        var host = new DirectoryInfo(Path.Combine(root, "host", "fxr")).EnumerateDirectories().MaxBy(static version => System.Version.Parse(version.Name.Split('-')[0]))!;
        Add(files, host.FullName, $"host/fxr/{host.Name}/");
        files["dotnet"] = PackedFile.OnDisk(Path.Combine(root, "dotnet")) with { IsExecutable = true };
        return files;
    }

    private static string ProgramName() => Assembly.GetEntryAssembly()?.GetName().Name ?? throw new InvalidOperationException("This process has no entry assembly that could be started on Spark's executors.");

    /// <exception cref="SparkArtifactException">They are too large to be sent.</exception>
    public static Dictionary<string, PackedFile> FilesOf(string folder)
    {
        Dictionary<string, PackedFile> files = [];
        Add(files, folder, "");
        long bytes = files.Values.Sum(static file => file.Bytes);
        return bytes <= MostBytes ? files : throw new SparkArtifactException($"The program's folder '{folder}' has {bytes >> 20} MiB; at most {MostBytes >> 20} MiB can be sent to Spark's executors. Keep data apart from the program: on storage that the executors reach, or in objects.");
    }

    private static void Add(Dictionary<string, PackedFile> files, string folder, string prefix)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files[prefix + Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')] = PackedFile.OnDisk(path);
    }

    /// <summary>The frameworks that a program asks for; none where it is self-contained.</summary>
    private static string[] FrameworksOf(string runtimeConfig)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(runtimeConfig));
        var options = json.RootElement.GetProperty("runtimeOptions");
        List<string> names = [];
        if (options.TryGetProperty("framework", out var one)) names.Add(one.GetProperty("name").GetString()!);
        if (options.TryGetProperty("frameworks", out var many)) names.AddRange(many.EnumerateArray().Select(static framework => framework.GetProperty("name").GetString()!));
        if (names.Count > 0 && !names.Contains("Microsoft.NETCore.App")) names.Add("Microsoft.NETCore.App");
        return [.. names];
    }
}
