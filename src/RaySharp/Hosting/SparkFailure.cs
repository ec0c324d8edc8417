using System.Text;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>How a task of Spark that could not become a node says why: as a row, which the statement that hosts it fails with.</summary>
/// <remarks>
/// What is said on standard error Spark passes on only where its own writing to the process has not failed before, and it writes without end: mostly it
/// tells of a broken pipe and nothing else. A row it reads, if the process does not end before: then it closes its side of everything. So the process stays
/// for a while, as a shell's pause; its task has failed by then, and its cores are free.
/// </remarks>
internal static class SparkFailure
{
    /// <summary>What begins the row.</summary>
    public const string Voice = "RaySharp: ";

    /// <summary>For shell scripts: ends one with an exit code and a line that says why. The folder that it made for a node, if it did, is removed.</summary>
    public const string Function = $$"""
        fail() {
          echo "{{Voice}}$2"; echo "{{Voice}}$2" >&2
          rm -rf "$home"
          IFS= read -r -t 20 _ && exec sleep 20
          exit "$1"
        }
        """;

    private const string Shell = "/bin/bash", Script = "home=$1; rm -rf \"$home\"; exec sleep 20";

    /// <summary>A statement that never ends by itself, and fails with what the process says that it runs. The condition keeps Spark from compiling what makes the ids, in which no interrupt arrives.</summary>
    /// <param name="command">What an executor's shell runs.</param>
    public static string Sql(string command) =>
        $"SELECT CAST(raise_error(report) AS STRING) AS report FROM (SELECT TRANSFORM(id) USING '{command}' AS (report STRING) FROM range(0, 9000000000000000, 1, 1) WHERE id % 1000 <> 999)";

    /// <summary>Says why this process ends, and ends it. Returns only by an exception.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="home">The folder that the launch script made for a node; empty: none.</param>
    public static void End(string reason, string home)
    {
        string line = Voice + reason.ReplaceLineEndings(" ").Replace('\t', ' ');
        Console.Error.WriteLine(line);
        using (var rows = Console.OpenStandardOutput()) rows.Write(Encoding.UTF8.GetBytes(line + "\n"));
        ProcessImage.Replace(Shell, ["raysharp-failed", "-c", Script, "raysharp-failed", home], ["LC_ALL=C", $"PATH={Environment.GetEnvironmentVariable("PATH")}"]);
    }
}
