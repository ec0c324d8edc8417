using System.Runtime.InteropServices;
using System.Text;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>The life of a detached head: instead of the program's Main.</summary>
/// <remarks>
/// (1) It reads what it is to start, and starts it; standard output tells how far it is. (2) Ready, it waits for the word that it is wanted still: until
/// then the end of standard input means that it is not. (3) From then on it is nobody's child: it works until a driver or a signal ends it, and what it has to say stands in its log file only.
/// </remarks>
internal static class HeadMain
{
    /// <summary>What begins the lines of standard output.</summary>
    public const string Progress = "progress ", Failed = "failed ", Ready = "ready";

    private const int FailedToStart = 70;

    /// <summary>Whether this process was started as a head.</summary>
    public static bool IsAskedFor => Environment.GetEnvironmentVariable(HeadConfig.Variable) is not null;

    /// <summary>Works until it is to end. Never returns.</summary>
    public static void Run()
    {
        try
        {
            var config = HeadConfig.Decode(Environment.GetEnvironmentVariable(HeadConfig.Variable)!);
            Environment.SetEnvironmentVariable(HeadConfig.Variable, null);
            Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", config.OuterStartupHooks);
            Environment.Exit(WorkAsync(config).GetAwaiter().GetResult());
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine($"This head could not start: {(fault is RayException ? fault.Message : fault)}");
            Environment.Exit(FailedToStart);
        }
    }

    private static async Task<int> WorkAsync(HeadConfig config)
    {
        var reports = new LineReports(Console.Out);
        Signals.LeaveSession();     // a Ctrl-C at the terminal of the program that started this is not meant
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = End(PosixSignal.SIGTERM, ended);
        using var interrupt = End(PosixSignal.SIGINT, ended);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        var input = Console.In;
        string order = Encoding.UTF8.GetString(Convert.FromBase64String(input.ReadLine() ?? throw new WorkerStartException("The program that started this head ended before it said what to start.")));
        using var unwanted = new CancellationTokenSource();
        var isWanted = WaitForWordAsync(input, unwanted, ended);
        var kind = HeadKind.Find(config.Kind);
        using var log = OpenLog(config.LogFile, kind, reports);
        if (log is null) return FailedToStart;
        StartedHead head;
        try
        {
            head = await kind.StartAsync(order, new LoggedReports(reports, log), unwanted.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            reports.Write(Failed + kind.Describe(fault).Encode());
            log.End(null);
            return FailedToStart;
        }
        head.Cluster.EndAsked += () => ended.TrySetResult();
        head.Cluster.Membership!.Changed += (node, isReady) => log.Say($"Node {node} {(isReady ? "is ready" : "is gone")}.");
        log.Say($"The cluster is ready. Its head is process {Environment.ProcessId}.");
        reports.Write(Ready);
        if (await isWanted.ConfigureAwait(false))
        {
            log.Keep();
            await ended.Task.ConfigureAwait(false);
            log.Say("The cluster ends: it was asked to, or its process got a signal.");
        }
        await head.Owner.DisposeAsync().ConfigureAwait(false);
        log.End(head.Cluster.CollectedTo);
        return 0;
    }

    /// <summary>Null: it cannot be written, and whoever started this head was told.</summary>
    private static HeadLog? OpenLog(string path, HeadKind kind, LineReports reports)
    {
        try
        {
            HeadLog log = new(path, Console.Error, TimeProvider.System);
            Console.SetOut(log);
            Console.SetError(log);
            return log;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            reports.Write(Failed + kind.Describe(fault).Encode());
            return null;
        }
    }

    private static PosixSignalRegistration End(PosixSignal signal, TaskCompletionSource ended) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        ended.TrySetResult();
    });

    /// <summary>(2) False: standard input, or a signal, ended before it.</summary>
    private static async Task<bool> WaitForWordAsync(TextReader input, CancellationTokenSource unwanted, TaskCompletionSource ended)
    {
        var word = Task.Run(input.ReadLine);      // on the console's input reading is never asynchronous
        if (await Task.WhenAny(word, ended.Task).ConfigureAwait(false) == word && await word.ConfigureAwait(false) is not null) return true;
        await unwanted.CancelAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>How far it is stands in the log, too.</summary>
    private sealed class LoggedReports(LineReports reports, HeadLog log) : IProgress<string>
    {
        public void Report(string value)
        {
            log.Say(value);
            reports.Report(value);
        }
    }

    /// <summary>Lines to whoever started this head; nobody may be there any more.</summary>
    private sealed class LineReports(TextWriter output) : IProgress<string>
    {
        private readonly Lock _lock = new();

        public void Report(string value) => Write(Progress + value.ReplaceLineEndings(" "));

        public void Write(string line)
        {
            lock (_lock)
            {
                try
                {
                    output.WriteLine(line);
                    output.Flush();
                }
                catch (IOException)
                {
                    // Standard input has ended, too, and says what to do.
                }
            }
        }
    }
}
