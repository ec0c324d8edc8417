using System.Globalization;
using System.Text;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>
/// Removes what a node on an executor leaves, however it ends: a shell beside the node, which the launch script starts before it makes anything. It sleeps
/// until a pipe ends that nobody but the launch script and its commands, and then the node, hold. Of a node that is killed its workers remove nearly all;
/// but it may have none, or they may be killed with it.
/// </summary>
internal static class SparkGuard
{
    private const string Variable = "RAYSHARP_GUARD";
    private const int SetDescriptorFlags = 2, CloseOnExec = 1;

    /// <summary>
    /// For the launch script: starts the guard. Its pipe is number 9 from here on. To be told of a folder of the node's before that is made, with <c>announce</c>:
    /// Spark may end the script at any time, and a command that it runs goes on then.
    /// </summary>
    public const string Start = $$"""
        living() {
          local file pid stat
          for file in "$session"{,-ending}/*.pid; do
            pid=${file##*/}; pid=${pid%.pid}
            read -r stat <"/proc/$pid/stat" && [[ $pid != "$$" && ${stat##*) } != [ZX]* ]] && echo "$pid"
          done
        }
        guard() {
          local session='' kind path pause pid line folder other homes=()
          trap '' HUP INT TERM
          cd / && exec >/dev/null 2>&1
          while read -r kind path; do case $kind in home) homes+=("$path") ;; session) session=$path ;; esac; done
          rm -f "${TMPDIR:-/tmp}"/{dotnet-diagnostic,clr-debug-pipe}-$$-*
          if [ -n "$session" ]; then
            # Its workers see that it is gone, and end the session. What of them does not end is stuck. A shell is not told of the end of other than its children.
            for ((pause = 0; pause < 50; pause++)); do [ -n "$(living)" ] || break; sleep 0.1; done
            for pid in $(living); do
              while IFS= read -r -d '' line; do [[ $line != *"$session"* ]] || kill -KILL "$pid"; done <"/proc/$pid/environ"
              rm -f "${TMPDIR:-/tmp}"/{dotnet-diagnostic,clr-debug-pipe}-"$pid"-*
            done
            for folder in "$session"{,-ending}; do
              while IFS= read -r other; do rm -rf "$other"; done <"$folder/folders"
              rm -rf "$folder"
            done
          fi
          rm -rf "${homes[@]}"
        }
        announce() { echo "home $1" >&9; }
        exec 9> >(guard)
        export {{Variable}}=9
        """;

    private static int _pipe = -1;

    /// <summary>From here on nothing that this process starts holds the pipe. To be the first that a node does.</summary>
    public static void Keep()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int pipe)) return;
        Environment.SetEnvironmentVariable(Variable, null);
        if (Libc.FileControl(pipe, SetDescriptorFlags, CloseOnExec) == 0) _pipe = pipe;
    }

    /// <summary>Tells the guard what to remove beside the node's own folder.</summary>
    /// <param name="session">The folder of its session.</param>
    public static void Watch(string session)
    {
        if (_pipe >= 0) StandardStream.Write(_pipe, Encoding.UTF8.GetBytes($"session {session}\n"));
    }
}
