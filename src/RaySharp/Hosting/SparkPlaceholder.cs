using System.Globalization;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>A task of Spark that only holds its cores, for the node beside it: a shell takes the process over, which needs a tenth of the memory.</summary>
internal static class SparkPlaceholder
{
    private const string Shell = "/bin/bash";

    // Spark's pipe is emptied slowly, as a node does: a page at a time wakes the writer, which sees then whether the task was cancelled. The pause is a
    // read of a pipe on which nothing ever comes: no process is started for it.
    private const string Script = """
        exec {never}<> <(:)
        while kill -0 "$1" 2>/dev/null; do
          read -r -N 4096 -t 1; status=$?
          [ "$status" -eq 0 ] || [ "$status" -gt 128 ] || break
          read -r -t 0.5 -u "$never"
        done
        echo "RaySharp: process $1, for which this one held cores, is gone." >&2
        exit 1
        """;

    /// <summary>This process holds cores until that one is gone. Returns only by an exception.</summary>
    /// <param name="watchedPid">That process.</param>
    public static void Become(int watchedPid) =>
        ProcessImage.Replace(Shell, ["raysharp-placeholder", "-c", Script, "raysharp-placeholder", watchedPid.ToString(CultureInfo.InvariantCulture)], ["LC_ALL=C", $"PATH={Environment.GetEnvironmentVariable("PATH")}"]);
}
