using System.Diagnostics;
using System.Runtime.InteropServices;
using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>What an executor's shell does before a node, on executors that lack something. The script is run as it is.</summary>
public sealed class LaunchScriptTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-script-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whatever the script became has ended, and so its folder goes.</summary>
    public async ValueTask DisposeAsync()
    {
        await HostedNodes.NoFoldersAsync(_folder);
        Directory.Delete(_folder, recursive: true);
    }

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
        await HostedNodes.NothingAtAsync(Path.GetDirectoryName(Path.GetDirectoryName(home))!);
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
        Directory.Delete(alive);
    }

    [Theory]
    [InlineData("mkdir")]
    [InlineData("cp")]
    public async Task Where_Spark_ends_it_on_the_way_nothing_is_left_though_its_command_goes_on(string command)
    {
        Prepare();
        string own = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, command)).First(File.Exists);
        Have(command, $"kill -TERM $PPID; while kill -0 $PPID 2>/dev/null; do :; done; {own} \"$@\"; ls -d raysharp-node-*");
        var (code, output, _) = await RunAsync("PATH={bin}:$PATH exec /bin/bash {script} {app} self");
        Assert.Equal(128 + 15, code);
        Assert.Matches("^raysharp-node-[0-9]+\n$", output);
    }

    [Fact]
    public async Task Of_a_program_that_is_killed_nothing_is_left()
    {
        Prepare();
        string session = Session(), spilled = Directory.CreateDirectory(Path.Combine(_folder, "spilled")).FullName;
        await File.WriteAllTextAsync(Path.Combine(session, "folders"), spilled + "\n", Cancel);
        using var program = await StartAsync(session);
        string[] others = [Path.Combine(_folder, $"dotnet-diagnostic-{program.Id}-1-socket"), Path.Combine(_folder, $"clr-debug-pipe-{program.Id}-1-in")];
        foreach (string other in others) await File.WriteAllBytesAsync(other, [], Cancel);
        Assert.NotEmpty(Directory.EnumerateDirectories(_folder, "raysharp-node-*"));
        program.Kill();
        await HostedNodes.NoFoldersAsync(_folder);
        await HostedNodes.NothingAtAsync([session, spilled, .. others]);
    }

    [Fact]
    public async Task Workers_of_a_program_that_is_killed_remove_its_session_themselves()
    {
        Prepare();
        string session = Session(), ending = session + "-ending";
        using var worker = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", "read -r; rm -r \"$SESSION-ending\"; echo done"]) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["SESSION"] = session } })!;
        await File.WriteAllBytesAsync(Path.Combine(session, $"{worker.Id}.pid"), [], Cancel);
        using var program = await StartAsync(session);
        Directory.Move(session, ending);
        program.Kill();
        await program.WaitForExitAsync(Cancel);
        await worker.StandardInput.WriteLineAsync("end");
        Assert.Equal("done\n", await worker.StandardOutput.ReadToEndAsync(Cancel));      // it was not killed, and found all of it
        await HostedNodes.NoFoldersAsync(_folder);
        Assert.False(Directory.Exists(ending));
    }

    [Fact]
    public async Task Workers_that_are_stuck_are_killed_and_nobody_else_who_has_the_number_of_one()
    {
        Prepare();
        string session = Session();
        using var worker = Process.Start(new ProcessStartInfo("/bin/sleep", ["1000"]) { Environment = { ["SESSION"] = session } })!;
        using var other = Process.Start("/bin/sleep", "1000");
        foreach (var process in new[] { worker, other }) await File.WriteAllBytesAsync(Path.Combine(session, $"{process.Id}.pid"), [], Cancel);
        using var program = await StartAsync(session);
        program.Kill();
        await HostedNodes.GoneAsync([worker.Id]);
        await HostedNodes.NoFoldersAsync(_folder);
        await HostedNodes.NothingAtAsync(session);
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task What_takes_the_program_over_has_no_folder_any_more()
    {
        Prepare();
        using var program = await StartAsync(Session(), "exec 9>&-");      // as whatever .NET opens is closed then
        await HostedNodes.NoFoldersAsync(_folder);
        Assert.False(program.HasExited);
        program.Kill();
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

    /// <summary>The folder of a session.</summary>
    private string Session() => Directory.CreateDirectory(Path.Combine(_folder, "session")).FullName;

    /// <summary>The script has become a program that names a session to its guard, and goes on.</summary>
    private async Task<Process> StartAsync(string session, string then = ":")
    {
        Executable(Path.Combine(_folder, "app", "Program"), $"echo session {session} >&9; {then}; echo ready; exec sleep 1000");
        ProcessStartInfo start = new("/bin/bash", [Path.Combine(_folder, "script"), Path.Combine(_folder, "app"), "self"]) { RedirectStandardOutput = true, WorkingDirectory = _folder, Environment = { ["TMPDIR"] = _folder } };
        var program = Process.Start(start)!;
        Assert.Equal("ready", await program.StandardOutput.ReadLineAsync(Cancel));
        return program;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        string command = line.Replace("{script}", Path.Combine(_folder, "script")).Replace("{app}", Path.Combine(_folder, "app")).Replace("{bin}", Path.Combine(_folder, "bin"));
        return StartAsync("/bin/bash", ["-c", command]);
    }

    /// <summary>With mounts of its own, which end with it.</summary>
    private async Task<(int Code, string Output, string Error)> InNamespaceAsync(string command)
    {
        await OwnMounts.FindOrSkipAsync();
        return await StartAsync(OwnMounts.Command, [OwnMounts.Arguments, "/bin/bash", "-c", command]);
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
