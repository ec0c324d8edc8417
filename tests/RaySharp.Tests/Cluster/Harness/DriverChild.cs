using System.Diagnostics;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>This test program started again as somebody's program that drives a cluster, to be killed or to end as programs end.</summary>
internal sealed class DriverChild : IDisposable
{
    public const string Variable = "RAYSHARP_TEST_DRIVER";
    private readonly Process _process;

    private DriverChild(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <param name="scenario">What it does.</param>
    /// <param name="gate">Where it meets the test.</param>
    /// <param name="folder">Where the program lies; null: where this one does.</param>
    /// <param name="hides">A folder that it and its processes see empty, as if they were on another machine; null: none.</param>
    public static DriverChild Start(string scenario, string gate = "", string? folder = null, string? hides = null)
    {
        string program = folder is null ? Environment.ProcessPath! : Path.Combine(folder, Path.GetFileName(Environment.ProcessPath!));
        string[] command = hides is null ? [program] : ["unshare", "-Urm", "/bin/bash", "-c", $"mount -t tmpfs none '{hides}' && exec '{program}'"];
        ProcessStartInfo start = new("setsid", command) { RedirectStandardOutput = true };    // a process group of its own, as a shell gives each program
        start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(folder ?? AppContext.BaseDirectory, Path.GetFileName(typeof(DriverChild).Assembly.Location));
        start.Environment[Variable] = $"{scenario}|{gate}";
        start.WorkingDirectory = Path.GetTempPath();
        return new DriverChild(Process.Start(start)!);
    }

    public async Task<string> LineAsync(string phase) => await _process.StandardOutput.ReadLineAsync().Within(phase) ?? "(the end)";

    public Task EndedAsync(string phase) => _process.WaitForExitAsync().Within(phase);

    /// <summary>The driver and its workers.</summary>
    public Process[] Family() => [Process.GetProcessById(Pid), .. ChildrenOf(Pid).Select(Process.GetProcessById)];

    public void Signal(string signal, bool toGroup = false)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", toGroup ? $"-{Pid}" : $"{Pid}"]);
        kill.WaitForExit();
    }

    public static int[] ChildrenOf(int parent) => [.. Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out int pid) ? pid : 0)
        .Where(pid => pid > 0 && ParentOf(pid) == parent)];

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    public static void Run(string settings)
    {
        Environment.SetEnvironmentVariable(Variable, null);
        string[] parts = settings.Split('|');
        RunAsync(parts[0], parts[1]).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    private static async Task RunAsync(string scenario, string gate)
    {
        RayOptions options = new() { Cpus = 2, LogToDriver = false };
        switch (scenario)
        {
            case "none":
                Console.WriteLine(Refusal(() => ValueJobs.Remote.Add(1)));
                break;
            case "two":
                await using (var one = await Ray.StartAsync(options))
                await using (var two = await Ray.StartAsync(options))
                {
                    Console.WriteLine(Refusal(() => ValueJobs.Remote.Add(1)));
                    using (one.Use()) Console.WriteLine(await ValueJobs.Remote.Add(1));
                }
                break;
            case "one":
                await using (await Ray.StartAsync(options)) Console.WriteLine(await ValueJobs.Remote.Add(1));
                Console.WriteLine(Refusal(() => ValueJobs.Remote.Add(1)));
                break;
            case "leaks":    // the first counts for warming up
                for (int i = 0; i < 4; i++)
                {
                    await using (await Ray.StartAsync(options)) await ValueJobs.Remote.Add(i);
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    Console.WriteLine($"{Directory.GetFileSystemEntries("/proc/self/fd").Length} {ChildrenOf(Environment.ProcessId).Length}");
                }
                break;
            case "outlives rings" or "outlives sockets":
                await OutliveAsync(options with { Transport = scenario.EndsWith("sockets", StringComparison.Ordinal) ? Transport.Sockets : Transport.Default });
                break;
            case "joined" or "head":
                await JoiningChild.RunAsync(scenario, gate);
                break;
            case "wrong":
                foreach (var wrong in new[] { options with { Cpus = -1 }, options with { Memory = -5 }, options with { Cpus = -1, LocalNodes = 1 }, options with { SpillFolders = [] } })
                {
                    try
                    {
                        await using (await Ray.StartAsync(wrong)) Console.WriteLine("no error");
                    }
                    catch (ArgumentException refused)
                    {
                        Console.WriteLine($"{refused.GetType().Name} {OwnSessions()}");
                    }
                }
                break;
            case "nodes":
                await using (var nodes = await Ray.StartAsync(options with { LocalNodes = 2, Cpus = 1 }))
                {
                    var there = WaitJobs.Remote.On(nodes).With(new() { Strategy = SchedulingStrategy.Spread });
                    await Ray.WhenAll(there.At(gate, "one"), there.At(gate, "two"));
                }
                break;
            case "exhausted":
                await ExhaustAsync(options);
                break;
            case "gigabytes":
                await StoreGigabytesAsync(options, gate);
                break;
            case "stored" or "stored and ended":
                await StoreAsync(options, gate, isEnded: scenario != "stored");
                break;
            default:
                var ray = await Ray.StartAsync(options);
                var deaf = WaitJobs.Remote.On(ray).At(gate, "deaf");
                var actor = Tally.Remote.On(ray).Create();
                _ = actor.At(gate, "actor");
                await deaf;
                break;
        }
    }

    private static async Task OutliveAsync(RayOptions options)
    {
        const int rows = 500_000;
        var ray = await Ray.StartAsync(options);
        var put = await ray.PutAsync(StoreData.Batch(rows, 1));
        var batch = await put;
        var memory = await StoreJobs.Remote.On(ray).Memory(await ray.PutAsync<ReadOnlyMemory<int>>(Enumerable.Range(0, rows).ToArray()));
        var unread = await ray.PutAsync(StoreData.Bytes(rows, 2));
        await ray.DisposeAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine(StoreData.Sum(batch) == StoreData.Sum(StoreData.Batch(rows, 1)) ? "same" : "other");
        Console.WriteLine(memory.Span.SequenceEqual(Enumerable.Range(0, rows).ToArray()) ? "same" : "other");
        try
        {
            Console.WriteLine((await unread).Length);
        }
        catch (ObjectLostException lost)
        {
            Console.WriteLine(lost.GetType().Name);
        }
    }

    /// <summary>Stores four times as much as its memory holds; the rest is spilled into a folder beside the gate.</summary>
    private static async Task StoreAsync(RayOptions options, string gate, bool isEnded)
    {
        await using var ray = await Ray.StartAsync(options with { ObjectStoreMemory = 64 << 20, SpillFolders = [gate + "-spill"] });
        List<ObjectRef<byte[]>> refs = [];
        for (int i = 0; i < 64; i++) refs.Add(await ray.PutAsync(StoreData.Bytes(4 << 20, i)));
        for (int i = 0; i < 64; i++) refs.Add(StoreJobs.Remote.On(ray).Make(300_000, i));
        foreach (var reference in refs) _ = await reference;
        var task = WaitJobs.Remote.On(ray).At(gate, "task");
        if (isEnded) await task;
        else Visit.Stay(gate, "driver");
    }

    /// <summary>Its store's files, in memory and on disk, have 16 MiB, of which it was told 64; with mounts of its own.</summary>
    private static async Task ExhaustAsync(RayOptions options)
    {
        const int piece = 3 << 20;
        await using var ray = await Ray.StartAsync(options with { Transport = Transport.Sockets, WorkerProcesses = 1, ObjectStoreMemory = 64 << 20 });
        string files = Path.Combine(Directory.EnumerateDirectories("/tmp", "raysharp-*").Single(static folder => File.Exists(Path.Combine(folder, $"{Environment.ProcessId}.pid"))), "objects");
        Directory.CreateDirectory(files);
        Command("mount", "-t", "tmpfs", "-o", "size=16m", "none", files);
        List<ObjectRef<byte[]>> refs = [];
        try
        {
            while (refs.Count < 20) refs.Add(await ray.PutAsync(StoreData.Bytes(piece, refs.Count)));
        }
        catch (ObjectStoreFullException full)
        {
            Console.WriteLine(full.GetType().Name);
            Console.WriteLine(full.Message);
        }
        try
        {
            await StoreJobs.Remote.On(ray).Make(piece, 1);
        }
        catch (TaskFailedException failed)
        {
            Console.WriteLine(failed.GetType().Name);
        }
        bool isSame = refs.Count is > 0 and < 20;
        for (int seed = 0; seed < refs.Count; seed++) isSame &= StoreData.Sum(await refs[seed]) == StoreData.Sum(StoreData.Bytes(piece, seed));
        Console.WriteLine(isSame ? "same" : "other");
        foreach (var reference in refs) reference.Release();
        Console.WriteLine(StoreData.Sum(await StoreJobs.Remote.On(ray).Make(piece, 1)) == StoreData.Sum(StoreData.Bytes(piece, 1)) ? "again" : "other");
        Command("umount", "--lazy", files);     // the folder goes with the session
    }

    private static void Command(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>Stores 2 GiB in memory, and spills a little more; a worker has a part of it mapped.</summary>
    private static async Task StoreGigabytesAsync(RayOptions options, string gate)
    {
        const int piece = 64 << 20, pieces = 36;
        await using var ray = await Ray.StartAsync(options with { ObjectStoreMemory = 2L << 30, SpillFolders = [gate + "-spill"] });
        List<ObjectRef<byte[]>> refs = [];
        byte[] bytes = StoreData.Bytes(piece, 1);
        for (int i = 0; i < pieces; i++) refs.Add(await ray.PutAsync(bytes));
        var task = StoreJobs.Remote.On(ray).SumAt(await ray.PutAsync(StoreData.Batch(piece / sizeof(long), 2)), gate);
        Visit.Stay(gate, $"{(await ray.MemoryReportAsync()).InUse}");
        GC.KeepAlive((refs, task));
    }

    /// <summary>How many session folders of this process there are.</summary>
    private static int OwnSessions() => Directory.EnumerateDirectories("/tmp", "raysharp-*").Count(static folder => File.Exists(Path.Combine(folder, $"{Environment.ProcessId}.pid")));

    private static string Refusal(Func<object> call)
    {
        try
        {
            return $"no error: {call()}";
        }
        catch (RuntimeNotFoundException refused)
        {
            return refused.Message;
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
