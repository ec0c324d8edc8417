using System.Diagnostics;
using System.Runtime.InteropServices;
using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>What an executor's shell does before a node, on executors that lack something. The script is run as it is.</summary>
public sealed class LaunchScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-script-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_becomes_the_program_in_a_folder_of_its_own()
    {
        Prepare();
        var (code, output, error) = await RunAsync("_SPARK_AUTH_SECRET=hush /bin/bash {script} {app} self");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("^/.*/raysharp-node-[0-9]+/app/Program\nRaySharp\nno secret\n", output);
        Assert.StartsWith(_folder, output);
    }

    [Fact]
    public async Task On_another_machine_it_says_both()
    {
        Prepare();
        Have("uname", "echo riscv64");
        Assert.Equal((71, $"RaySharp: this executor's machine is riscv64, but the program was packed on {Machine}. Start it on a machine like the executors'.\n"), await FailAsync());
    }

    [Fact]
    public async Task Where_no_folder_allows_execution_it_names_them()
    {
        Prepare();
        Directory.CreateDirectory(Path.Combine(_folder, "work"));
        string mounts = $"mount -t tmpfs -o noexec none {_folder}/work && cp -r {_folder}/script {_folder}/app {_folder}/work && cd {_folder}/work && mount -t tmpfs -o noexec none /tmp; mount -t tmpfs -o noexec none /dev/shm";
        var (code, _, error) = await InNamespaceAsync($"{mounts} && exec /bin/bash ./script ./app self");
        Assert.Equal((72, true), (code, error.Contains($"no folder of this executor allows execution: tried {_folder}/work, /tmp and /dev/shm. Mount one of them without noexec.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_only_the_executors_folder_forbids_execution_it_takes_another()
    {
        Prepare();
        string work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        var (code, output, error) = await InNamespaceAsync($"mount -t tmpfs -o noexec none {work} && cp -r {_folder}/script {_folder}/app {work} && cd {work} && exec /bin/bash ./script ./app self");
        Assert.Equal((0, ""), (code, error));
        string home = output.Split('\n')[0];
        Assert.StartsWith("/tmp/raysharp-node-", home);
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(home))!, recursive: true);
    }

    [Fact]
    public async Task On_a_full_disk_it_says_what_could_not_be_copied()
    {
        Prepare();
        await File.WriteAllBytesAsync(Path.Combine(_folder, "app", "large"), new byte[6 << 20], Cancel);
        string work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        var (code, _, error) = await InNamespaceAsync($"mount -t tmpfs -o size=4m none {work} && cd {work} && exec /bin/bash {_folder}/script {_folder}/app self");
        Assert.Equal((73, true), (code, error.Contains("is the disk full?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_a_runtime_it_names_the_option_that_sends_one()
    {
        Prepare();
        foreach (string command in new[] { "uname", "cp", "rm", "mkdir", "sleep" }) File.CreateSymbolicLink(Path.Combine(_folder, "bin", command), Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, command)).First(File.Exists));
        var (code, _, error) = await RunAsync("PATH={bin} /bin/bash {script} {app} -");
        Assert.Equal((74, "RaySharp: this executor has no dotnet, and none was sent. Set SparkClusterOptions.ShipsRuntime.\n"), (code, error));
    }

    [Fact]
    public async Task Without_OpenSSL_it_says_that_it_is_missing()
    {
        Prepare();
        Have("ls", "exit 2");
        Have("find", "exit 0");
        Assert.Equal((75, "RaySharp: this executor has no OpenSSL (libssl), which .NET needs for TLS. Install it in the executors' image.\n"), await FailAsync());
        Assert.Empty(Directory.EnumerateDirectories(_folder, "raysharp-node-*"));
    }

    [Fact]
    public async Task Without_ICU_the_program_works_with_the_invariant_culture()
    {
        Prepare();
        Have("ls", "exit 2");
        Have("find", "case \"$*\" in *libicuuc*) ;; *) echo /usr/lib/libssl.so.3 ;; esac");
        var (code, output, _) = await RunAsync("PATH={bin}:$PATH /bin/bash {script} {app} self");
        Assert.Equal((0, true), (code, output.Contains("invariant 1\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_program_starts_without_the_systems_certificates_and_can_give_them_to_others()
    {
        Prepare();
        Executable(Path.Combine(_folder, "app", "Program"), "echo \"$SSL_CERT_FILE $SSL_CERT_DIR\"; echo \"${RAYSHARP_OUTER_SSL_CERT_FILE-none} ${RAYSHARP_OUTER_SSL_CERT_DIR-none}\"");
        var (code, output, _) = await RunAsync("env -u SSL_CERT_FILE SSL_CERT_DIR=/own/certificates /bin/bash {script} {app} self");
        Assert.Equal((0, "/dev/null /dev/null\nnone /own/certificates\n"), (code, output));
    }

    [Fact]
    public async Task Folders_of_nodes_that_were_killed_are_removed()
    {
        Prepare();
        using var gone = Process.Start("/bin/true");
        await gone.WaitForExitAsync(Cancel);
        string dead = Directory.CreateDirectory(Path.Combine(_folder, $"raysharp-node-{gone.Id}")).FullName, alive = Directory.CreateDirectory(Path.Combine(_folder, $"raysharp-node-{Environment.ProcessId}")).FullName;
        await RunAsync("/bin/bash {script} {app} self");
        Assert.Equal((false, true), (Directory.Exists(dead), Directory.Exists(alive)));
    }

    private static string Machine => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x86_64" : "aarch64";

    /// <summary>The script, a program that tells how it was started, and a folder for commands that say something else than the machine's.</summary>
    private void Prepare()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        Directory.CreateDirectory(Path.Combine(_folder, "app"));
        File.WriteAllText(Path.Combine(_folder, "script"), LaunchScript.For("Program", RuntimeInformation.ProcessArchitecture));
        Executable(Path.Combine(_folder, "app", "Program"), "echo \"$0\"; echo \"$DOTNET_STARTUP_HOOKS\"; echo \"${_SPARK_AUTH_SECRET-no secret}\"; echo \"invariant $DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\"");
    }

    private void Have(string command, string does) => Executable(Path.Combine(_folder, "bin", command), does);

    private static void Executable(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Error)> FailAsync()
    {
        var (code, _, error) = await RunAsync("PATH={bin}:$PATH /bin/bash {script} {app} self");
        return (code, error);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        string command = line.Replace("{script}", Path.Combine(_folder, "script")).Replace("{app}", Path.Combine(_folder, "app")).Replace("{bin}", Path.Combine(_folder, "bin"));
        return StartAsync("/bin/bash", ["-c", command]);
    }

    /// <summary>With mounts of its own, which end with it.</summary>
    private async Task<(int Code, string Output, string Error)> InNamespaceAsync(string command)
    {
        const string unshare = "/usr/bin/unshare";
        Assert.SkipUnless(File.Exists(unshare), "There is no unshare on this machine.");
        Assert.SkipUnless((await StartAsync(unshare, ["-Urm", "/bin/true"])).Code == 0, "This machine lets its users have no mounts of their own.");
        return await StartAsync(unshare, ["-Urm", "/bin/bash", "-c", command]);
    }

    private async Task<(int Code, string Output, string Error)> StartAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        string error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, error);
    }
}
