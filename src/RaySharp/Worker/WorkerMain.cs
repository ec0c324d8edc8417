using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RaySharp.Core;
using RaySharp.Logs;
using RaySharp.Platform;
using RaySharp.Wire;

namespace RaySharp.Worker;

/// <summary>The life of a worker process: instead of the program's Main.</summary>
internal static class WorkerMain
{
    private const int FailedToStart = 70;
    private static readonly TimeSpan _flushPatience = TimeSpan.FromSeconds(1);
    private static readonly List<PosixSignalRegistration> _ignored = [];

    /// <summary>Whether this process was started as a worker.</summary>
    public static bool IsAskedFor => Environment.GetEnvironmentVariable(WorkerConfig.Variable) is not null;

    /// <summary>Works until the node asks it to end. Never returns.</summary>
    public static void Run()
    {
        WorkerConfig? config = null;
        try
        {
            LeaveSignalsToTheDriver();
            config = WorkerConfig.Decode(Environment.GetEnvironmentVariable(WorkerConfig.Variable)!);
            Environment.SetEnvironmentVariable(WorkerConfig.Variable, null);
            Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", config.OuterStartupHooks);
            Work(config);
            Environment.Exit(0);
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine($"This worker process could not start: {fault}");
            if (config is not null && !SessionFiles.IsAlive(config.NodePid)) SessionFiles.TryEndSession(config.RunFolder, Environment.ProcessId);
            Environment.Exit(FailedToStart);
        }
    }

    private static void Work(WorkerConfig config)
    {
        var (output, error) = OpenLogs(config);
        var secrets = ClusterSecrets.FromLine(Console.In.ReadLine());
        using var identity = secrets.DecodeIdentity();
        var host = new WorkerHost(WireOf(config, secrets.Secret), new ProcessId(config.Head), new CoreOptions(config.MaxRequests, config.MaxPendingArgumentBytes, config.Namespace, config.StoreBytes) { RecordCallSites = config.RecordCallSites, Job = config.Job, MaxMemoryRetries = config.MaxMemoryRetries, MemoryRetryDelay = config.MemoryRetryDelay }, (LogLevel)config.LeastLogLevel, identity, config.GpuIds);
        _ = host.NodeLost.Task.ContinueWith(_ => Abandon(config), TaskContinuationOptions.ExecuteSynchronously);
        var route = new LineRoute(config.SendsOutput ? host.Logs : null, output, error);
        TaskConsole.Install(route, output, error);
        host.Logs.Copy = route.Logged;
        host.LogsAreFull = () =>
        {
            (output as OutputFile)?.PutAsideIfFull();
            (error as OutputFile)?.PutAsideIfFull();
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            route.End();
            host.Logs.FlushAsync().Wait(_flushPatience);
        };
        ProgramAssemblies.Load(config.Assemblies);
        RaySharp.Runtime.RuntimeScope.Add(host.Runtime);
        host.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        host.Ended.Task.GetAwaiter().GetResult();
        host.StopActorsAsync().GetAwaiter().GetResult();
    }

    /// <summary>From here on output goes to files of this process's own; before, and where it has none, the node reads its pipes.</summary>
    private static (TextWriter Output, TextWriter Error) OpenLogs(WorkerConfig config)
    {
        if (config.LogFolder is not { } folder) return (Console.Out, Console.Error);
        var names = LogFiles.OfWorker(new ProcessId(config.Self), Environment.ProcessId);
        OutputFile Open(int stream, string name) => new(stream, Path.Combine(folder, name), config.MaxLogFileBytes, config.LogFileBackups);
        return (Open(StandardStream.Out, names.Out), Open(StandardStream.Error, names.Error));
    }

    /// <summary>A Ctrl-C at the terminal, and the end of a service, go to all processes of the program; only the driver decides what they mean, and workers end with it.</summary>
    private static void LeaveSignalsToTheDriver()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
            _ignored.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = true));
    }

    private static WireOptions WireOf(WorkerConfig config, byte[] secret) => new()
    {
        RunFolder = config.RunFolder,
        Self = new ProcessId(config.Self),
        Secret = secret,
        ClusterId = config.ClusterId,
        Role = "worker",
        UseRings = config.UseRings,
    };

    /// <summary>The node host is gone without a word: nothing of its session may be left, and this process must not outlive it, whatever user code does.</summary>
    private static void Abandon(WorkerConfig config)
    {
        SessionFiles.TryEndSession(config.RunFolder, Environment.ProcessId);
        SessionFiles.RemoveRuntimeFiles(Environment.ProcessId);
        Signals.Send(Environment.ProcessId, Signals.Kill);
    }
}
