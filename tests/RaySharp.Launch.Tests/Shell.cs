using System.Diagnostics;

namespace RaySharp.Launch.Tests;

/// <summary>Runs programs and gives what they print.</summary>
internal static class Shell
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    /// <summary>Output, errors and the exit code if it is not zero.</summary>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What `dotnet test` set for itself is not for the programs under test.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_STARTUP_HOOKS" or "TESTINGPLATFORM_EXITCODE_IGNORE").ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        using CancellationTokenSource limit = new(_limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            string text = await output + await errors;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? text : $"{text}\n'{program} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' in {folder} had not ended after {_limit.TotalSeconds} s.");
        }
    }
}
