using System.Globalization;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>The end of a task of Spark that could not become a node: a shell takes the process over and says why, so that Spark passes it on.</summary>
internal static class SparkFailure
{
    // Spark passes on what a failed script said only where its own writing to the script has not failed before: where it is held up in that by a full
    // pipe. So the pipe has to be full when the script ends (something has come, and a moment later there is no room left; a node's is full before),
    // and something else holds it for as long as Spark may need to see the end.
    /// <summary>For shell scripts: ends one with an exit code and a line that says why.</summary>
    public const string Function = """
        fail() {
          echo "RaySharp: $2" >&2
          IFS= read -r -t 30 _ && sleep "${pause:-5}"
          exec 3<&0 >&- 9>&-
          sleep 5 <&3 3<&- 2>/dev/null &
          exit "$1"
        }
        """;

    private const string Shell = "/bin/bash";

    /// <summary>This process ends. Returns only by an exception.</summary>
    /// <param name="exitCode">How.</param>
    /// <param name="reason">Why.</param>
    public static void End(int exitCode, string reason) => ProcessImage.Replace(
        Shell, ["raysharp-failed", "-c", $"pause=1\n{Function}\nfail \"$1\" \"$2\"", "raysharp-failed", exitCode.ToString(CultureInfo.InvariantCulture), reason.ReplaceLineEndings(" ")],
        ["LC_ALL=C", $"PATH={Environment.GetEnvironmentVariable("PATH")}"]);
}
