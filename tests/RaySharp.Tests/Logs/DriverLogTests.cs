using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.Logs;

/// <summary>With real worker processes. Disposing the runtime waits for what is not printed yet.</summary>
[Collection(nameof(TheConsole))]
public sealed class DriverLogTests : IDisposable
{
    private readonly TextWriter _oldOut = Console.Out, _oldError = Console.Error;
    private readonly StringWriter _out = new(), _error = new();

    public DriverLogTests()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    public void Dispose()
    {
        Console.SetOut(_oldOut);
        Console.SetError(_oldError);
    }

    [Theory]
    [InlineData(Transport.Default)]
    [InlineData(Transport.Sockets)]
    public async Task What_a_task_or_an_actor_prints_arrives_with_its_name_and_process(Transport transport)
    {
        int pid, actorPid;
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 2, Transport = transport }, TestContext.Current.CancellationToken))
        {
            pid = await LogJobs.Remote.On(ray).Print("hello").Within("a task that prints");
            var talker = Talker.Remote.On(ray).Create();
            actorPid = await talker.Say("I am").Within("an actor that prints");
        }
        Assert.Contains($"(LogJobs.Print pid={pid}) hello with two pieces", Lines(_out));
        Assert.Contains($"(Talker.Say pid={actorPid}) I am", Lines(_out));
        Assert.Equal([$"(LogJobs.Print pid={pid}) hello to error"], Lines(_error).Where(line => line.Contains("hello")));
    }

    [Fact]
    public async Task Nothing_is_printed_where_LogToDriver_is_false()
    {
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 1, LogToDriver = false }, TestContext.Current.CancellationToken))
            await LogJobs.Remote.On(ray).Print("silence").Within("a task that prints");
        Assert.DoesNotContain("silence", _out.ToString() + _error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_task_logs_arrives_in_the_factorys_logger_of_its_name(bool inProcess)
    {
        using ListFactory factory = new();
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 1, LoggerFactory = factory, InProcess = inProcess }, TestContext.Current.CancellationToken))
            await LogJobs.Remote.On(ray).Log("three").Within("a task that logs");
        Assert.Contains("Warning LogJobs.Log 7:Odd [outer => inner] three is odd System.InvalidOperationException: why", factory.Entries);
    }

    [Fact]
    public async Task What_a_task_logs_goes_to_the_console_where_there_is_no_factory()
    {
        int pid;
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 }, TestContext.Current.CancellationToken))
            pid = await LogJobs.Remote.On(ray).Log("three").Within("a task that logs");
        Assert.Contains($"(LogJobs.Log pid={pid}) warn: [outer => inner] three is odd", Lines(_error));
        Assert.Contains("System.InvalidOperationException: why", Lines(_error));
    }

    [Fact]
    public async Task A_task_that_ends_its_process_loses_no_line()
    {
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 }, TestContext.Current.CancellationToken))
            await Assert.ThrowsAsync<WorkerCrashedException>(async () => await LogJobs.Remote.On(ray).PrintAndExit(5_000).Within("the end of its process"));
        Assert.Equal(5_000, Lines(_out).Count(line => line.StartsWith("(LogJobs.PrintAndExit pid=")));
    }

    [Fact]
    public async Task A_crash_keeps_the_last_error_lines_and_prints_them_once()
    {
        WorkerCrashedException crash;
        await using (var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 }, TestContext.Current.CancellationToken))
            crash = await Assert.ThrowsAsync<WorkerCrashedException>(async () => await LogJobs.Remote.On(ray).Crash("last words").Within("the crash"));
        Assert.Contains("last words", crash.Message);
        Assert.Contains("the end", crash.Message);
        Assert.DoesNotContain('\u001e', crash.Message);
        Assert.Matches(@"^\(LogJobs\.Crash pid=\d+\) last words$", Assert.Single(Lines(_error), line => line.Contains("last words")));
    }

    private static string[] Lines(StringWriter writer)
    {
        lock (writer) return writer.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}

/// <summary>Tests that take the process's console: alone.</summary>
[CollectionDefinition(nameof(TheConsole), DisableParallelization = true)]
public sealed class TheConsole;
