using System.Reflection;
using System.Runtime.CompilerServices;

namespace RaySharp.Generators.Tests.Harness;

/// <summary>Compares text with a file beside the test; UPDATE_SNAPSHOTS=1 writes the file instead.</summary>
internal static class Snapshot
{
    private static readonly bool _update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static readonly string Root = typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!;

    public static void Match(string actual, string name, [CallerFilePath] string test = "")
    {
        string folder = Path.Combine(Root, Path.GetFileName(Path.GetDirectoryName(test)!), "Snapshots");
        string file = Path.Combine(folder, name + ".txt");
        actual = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (_update)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(file, actual);
            return;
        }
        Assert.True(File.Exists(file), $"There is no snapshot {file}. Look at this, and if it is right run the tests with UPDATE_SNAPSHOTS=1:\n{actual}");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
