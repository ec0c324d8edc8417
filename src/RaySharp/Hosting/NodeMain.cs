using System.Net;
using System.Runtime.InteropServices;
using RaySharp.Logs;
using RaySharp.Security;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>The life of a node apart from the driver: instead of the program's Main.</summary>
/// <remarks>
/// (1) It joins the head, which may tell it to hold its cores only, for the node beside it (<see cref="SparkPlaceholder"/>). (2) It starts as a node, links to the head, and says that it is ready. (3) It works until the head asks it to end, or a
/// signal does, or its link to the head or the executor above it ends: then its work is void, and whoever started it may start another.
/// </remarks>
internal static class NodeMain
{
    private const string HomeVariable = "RAYSHARP_HOME";
    private const int Void = 1, FailedToStart = 70;
    private static readonly TimeSpan _flushPatience = TimeSpan.FromSeconds(1);

    /// <summary>The folder that the launch script on an executor made for this node: it allows execution, and goes with the node. Null: there is none.</summary>
    public static string? Home => Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home ? home : null;

    /// <summary>Whether this process was started as a node.</summary>
    public static bool IsAskedFor => Environment.GetEnvironmentVariable(NodeConfig.Variable) is not null;

    /// <summary>Works until it is to end. Never returns.</summary>
    public static void Run()
    {
        bool isSparkTask = false;
        SparkGuard.Keep();
        try
        {
            var config = NodeConfig.Decode(Environment.GetEnvironmentVariable(NodeConfig.Variable)!);
            isSparkTask = config.IsSparkTask;
            Environment.SetEnvironmentVariable(NodeConfig.Variable, null);
            Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", config.OuterStartupHooks);
            SystemCertificates.Restore();
            Environment.Exit(WorkAsync(config).GetAwaiter().GetResult());
        }
        catch (Exception fault)
        {
            string reason = $"This node could not start: {(fault is RayException or ArgumentException ? fault.Message : fault)}";
            if (isSparkTask) SparkFailure.End(FailedToStart, reason);
            Console.Error.WriteLine(reason);
            Environment.Exit(FailedToStart);
        }
    }

    private static async Task<int> WorkAsync(NodeConfig config)
    {
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);     // a Ctrl-C at the terminal is the driver's to judge
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult(0);
        });
        if (config.IsSparkTask) Console.SetOut(Console.Error);      // Spark reads rows from standard output
        using var leash = config.IsSparkTask ? SparkLeash.Watch(Console.OpenStandardInput(), _ => ended.TrySetResult(Void)) : null;
        var secrets = NodeSecrets.FromLine(config.SecretsFile is { } file ? ReadPrivately(file) : Console.In.ReadLine());
        ProgramAssemblies.Load(config.Assemblies);
        using var stop = new CancellationTokenSource();
        _ = ended.Task.ContinueWith(_ => stop.CancelAsync(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (await NodeJoining.AskAsync(config, secrets.Join, stop.Token).ConfigureAwait(false) is not { } admission) return await ended.Task.ConfigureAwait(false);
        if (admission.WatchedPid > 0) SparkPlaceholder.Become(admission.WatchedPid);
        using var gpus = config.SparkGpus == 0 ? null : await SparkGpus.ClaimAsync(config.SparkGpus, Environment.CurrentDirectory, SparkGpus.AddressesOfExecutor(), config.JoinPatience, stop.Token).ConfigureAwait(false);
        if (config.SparkGpus > 0 && gpus is null) return await ended.Task.ConfigureAwait(false);
        var settings = gpus is null ? config.Settings : config.Settings with { GpuIds = gpus.Ids };
        if (config.IsSparkTask) settings = settings with { MemoryShare = SparkMemory.OfThisNode(config.SparkCores) };
        using var identity = NodeIdentity.Decode(admission.Identity);
        string address = config.AnnouncedHost ?? NodeJoining.LocalAddressTo(config.HeadHost, config.HeadPort);
        var seat = new NodeSeat(admission.Number, new ProcessId(admission.Head), config.ClusterId, admission.Secret) { Identity = identity, Door = NodeDoor.At(new HostPort(address, 0)), Variables = secrets.Variables };
        string runFolder = SessionFiles.Create();
        SparkGuard.Watch(runFolder);
        SessionFiles.Remember(runFolder, Environment.ProcessId);
        LogSender logs = new();
        var logger = new TaskLogger(logs, config.Settings.LeastLogLevel, TaskLogger.RuntimeCategory);
        JoinedNode node = new(seat, new DnsEndPoint(config.HeadHost, config.HeadPort), settings, runFolder, "node", logger, null, logs);
        KeepOutput(node.Host.Folder, logs, config.Settings);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            node.Host.KillWorkers();
            SessionFiles.Remove(runFolder);
        };
        node.Host.Core.NodeGone += (_, _) => SessionFiles.RemoveDead();      // it may have been one of this machine, without workers to clean up after it
        _ = node.Ended.ContinueWith(end => ended.TrySetResult(end.Result.IsVoid ? Void : 0), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await node.StartAsync(CancellationToken.None).ConfigureAwait(false);
        _ = Task.Run(SessionFiles.RemoveDead);      // of nodes that were killed together with whatever cleans up after them
        int exitCode = await ended.Task.ConfigureAwait(false);
        if (exitCode != 0)
        {
            SessionFiles.RemoveDead();
            return exitCode;
        }
        if (node.Host.Logs.IsAsked)
        {
            await node.Host.Node.ShutDownAsync().ConfigureAwait(false);     // whoever reads the log files wants the workers' last words, too
            await node.Host.Logs.EndAsync().WaitAsync(_flushPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await logs.FlushAsync().WaitAsync(_flushPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await node.DisposeAsync().ConfigureAwait(false);
        return 0;
    }

    /// <summary>Spark unpacks files so that others may read them: from here on only this user may.</summary>
    private static string ReadPrivately(string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        return File.ReadAllText(file);
    }

    /// <summary>What this process prints and logs is kept in log files of the node, too.</summary>
    private static void KeepOutput(LogFolder folder, LogSender logs, NodeSettings settings)
    {
        NodeLogFile Open(string name, TextWriter onwards) => new(Path.Combine(folder.Path, name), settings.MaxLogFileBytes, settings.LogFileBackups, onwards);
        var output = Open(LogFiles.OfNode.Out, Console.Out);
        var error = Open(LogFiles.OfNode.Error, Console.Error);
        Console.SetOut(output);
        Console.SetError(error);
        logs.Copy = new LineRoute(null, TextWriter.Null, error).Logged;
    }
}
