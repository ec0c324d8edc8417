using System.Runtime.InteropServices;
using RaySharp.Hosting;

namespace RaySharp.Spark.Hosting;

/// <summary>What the executor's shell runs before a node: it looks for what executors may lack, says so in one line, and becomes the node.</summary>
internal static class LaunchScript
{
    /// <summary>In the place of the runtime's folder: the program brings its own; the executor has one.</summary>
    public const string SelfContained = "self", Installed = "-";

    /// <param name="program">The program's name, without extension.</param>
    /// <param name="architecture">What it was packed on.</param>
    public static string For(string program, Architecture architecture) => Text
        .Replace("@FAIL@", SparkFailure.Function, StringComparison.Ordinal)
        .Replace("@GUARD@", SparkGuard.Start, StringComparison.Ordinal)
        .Replace("@CERTIFICATES@", SystemCertificates.HideInShell, StringComparison.Ordinal)
        .Replace("@NAME@", program, StringComparison.Ordinal)
        .Replace("@MACHINE@", architecture switch { Architecture.X64 => "x86_64", Architecture.Arm64 => "aarch64", var other => other.ToString() }, StringComparison.Ordinal);

    // Hard links, or copies, into a folder of the node's own: Spark may delete what it unpacked while the node runs, and its folder may not allow execution.
    private const string Text = """
        #!/bin/bash
        # Arguments: the folder of the program, and that of the .NET runtime; '-': the executor has one; 'self': the program is self-contained.
        app=$1 runtime=$2
        @FAIL@
        machine=$(uname -m)
        [ "$machine" = "@MACHINE@" ] || fail 71 "this executor's machine is $machine, but the program was packed on @MACHINE@. Start it on a machine like the executors'."
        @GUARD@
        home=
        for base in "$PWD" /tmp /dev/shm; do
          for old in "$base"/raysharp-node-*; do
            [ -d "$old" ] && ! kill -0 "${old##*-}" 2>/dev/null && rm -rf "$old"
          done
          try="$base/raysharp-node-$$"
          [ -e "$try" ] && continue
          announce "$try"
          mkdir -m 700 "$try" 2>/dev/null || continue
          if cp "$BASH" "$try/probe" 2>/dev/null && "$try/probe" -c : 2>/dev/null; then rm "$try/probe"; home=$try; break; fi
          rm -rf "$try"
        done
        [ -n "$home" ] || fail 72 "no folder of this executor allows execution: tried $PWD, /tmp and /dev/shm. Mount one of them without noexec."
        place() { cp -alL "$1" "$home/$2" 2>/dev/null || { rm -rf "$home/$2"; cp -aL "$1" "$home/$2"; } || fail 73 "what Spark unpacked to $1 could not be copied to $home: is the disk full?"; }
        place "$app" app
        if [ "$runtime" = self ]; then
          run=("$home/app/@NAME@")
        elif [ "$runtime" = - ]; then
          dotnet=$(command -v dotnet) || fail 74 "this executor has no dotnet, and none was sent. Set SparkClusterOptions.ShipsRuntime."
          run=("$dotnet" exec "$home/app/@NAME@.dll")
        else
          place "$runtime" runtime
          run=("$home/runtime/dotnet" exec "$home/app/@NAME@.dll")
          export DOTNET_ROOT=$home/runtime
        fi
        has() {
          [ -n "$(ls -d /lib*/"$1".so.* /lib/*/"$1".so.* /usr/lib*/"$1".so.* /usr/lib/*/"$1".so.* /usr/local/lib*/"$1".so.* 2>/dev/null)" ] \
            || [ -n "$(find /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib -name "$1.so.*" -print -quit 2>/dev/null)" ]
        }
        has libssl || fail 75 "this executor has no OpenSSL (libssl), which .NET needs for TLS. Install it in the executors' image."
        has libicuuc || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
        @CERTIFICATES@
        unset _SPARK_AUTH_SECRET
        export RAYSHARP_HOME=$home DOTNET_STARTUP_HOOKS=RaySharp DOTNET_NOLOGO=1
        exec "${run[@]}"
        """;
}
