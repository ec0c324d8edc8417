using System.Diagnostics;
using System.Globalization;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>The processes that a Spark on this machine runs for clusters.</summary>
/// <param name="folder">The server's folder: its executors know it.</param>
internal sealed class Processes(string folder)
{
    private static readonly TimeSpan _endLimit = TimeSpan.FromSeconds(20);

    public IReadOnlyList<int> Nodes() => [.. OfServer().Where(static pid => Environ(pid) is var environ && environ.Contains("RAYSHARP_NODE=", StringComparison.Ordinal) && environ.Contains("RAYSHARP_HOME=", StringComparison.Ordinal))];

    public IReadOnlyList<int> Placeholders() => [.. OfServer().Where(static pid => CommandLine(pid).StartsWith("raysharp-placeholder\0", StringComparison.Ordinal))];

    public static async Task KillAsync(int pid, CancellationToken cancel)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync(cancel);
    }

    public static async Task GoneAsync(IEnumerable<int> pids, CancellationToken cancel)
    {
        foreach (int pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                await process.WaitForExitAsync(cancel).WaitAsync(_endLimit, cancel);
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid) ? pid : 0).Where(static pid => pid > 0);

    private IEnumerable<int> OfServer() => All().Where(pid => Environ(Parent(pid)).Contains(folder, StringComparison.Ordinal));

    private static int Parent(int pid)
    {
        string stat = Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string Environ(int pid) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"));

    private static string CommandLine(int pid) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
