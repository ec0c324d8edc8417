using RaySharp.Logs;
using RaySharp.References;
using RaySharp.Tests.Cluster;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Logs;

[Collection(nameof(TheConsole))]
public sealed class UnobservedLogTests
{
    [Fact]
    public void A_failure_that_nobody_saw_is_logged_once_and_a_cancellation_is_not()
    {
        using ListFactory factory = new();
        using (LogPrinter printer = new(TimeSpan.FromSeconds(10)))
        {
            UnobservedFailures failures = new();
            using UnobservedLog log = new(new RuntimeLogger(printer, factory.CreateLogger("RaySharp")), failures);
            failures.Report(default, () => new InvalidOperationException("nobody looked"));
            failures.Report(default, () => new OperationCanceledException());
        }
        string entry = Assert.Single(factory.Entries);
        Assert.StartsWith("Warning RaySharp", entry);
        Assert.Contains("nobody looked", entry);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_to_the_log_of_the_runtime_whose_object_failed(bool inProcess)
    {
        using ListFactory older = new(), younger = new();
        RayOptions options = new() { Cpus = 1, InProcess = inProcess, LogToDriver = false };
        await using (var first = await Ray.StartAsync(options with { LoggerFactory = older }, TestContext.Current.CancellationToken))
        await using (var second = await Ray.StartAsync(options with { LoggerFactory = younger }, TestContext.Current.CancellationToken))
        {
            await FailUnseenAsync(first, "of the first");
            await FailUnseenAsync(second, "of the second");
            for (int turn = 0; turn < 100 && (older.Entries.Count == 0 || younger.Entries.Count == 0); turn++)
            {
                await Task.Yield();     // off the stack of those who held the references
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        Assert.Contains("of the first", Assert.Single(older.Entries, entry => entry.Contains("nobody saw it")));
        Assert.Contains("of the second", Assert.Single(younger.Entries, entry => entry.Contains("nobody saw it")));
    }

    [Fact]
    public void Without_a_factory_it_goes_to_standard_error_with_a_prefix()
    {
        var old = Console.Error;
        using StringWriter errors = new();
        Console.SetError(errors);
        try
        {
            using LogPrinter printer = new(TimeSpan.FromSeconds(10));
            UnobservedFailures failures = new();
            using UnobservedLog log = new(new RuntimeLogger(printer, null), failures);
            failures.Report(default, () => new InvalidOperationException("nobody looked"));
            log.Dispose();
            printer.Dispose();
        }
        finally
        {
            Console.SetError(old);
        }
        Assert.StartsWith("RaySharp: Object", errors.ToString());
        Assert.Contains("nobody looked", errors.ToString());
    }

    [Fact]
    public void A_log_sink_that_throws_stops_nothing()
    {
        List<string> printed = [];
        using (LogPrinter printer = new(TimeSpan.FromSeconds(10)))
        {
            printer.Post(() => throw new InvalidOperationException());
            printer.Post(() => printed.Add("later"));
        }
        Assert.Equal(["later"], printed);
    }

    private static async Task FailUnseenAsync(RayRuntime ray, string says)
    {
        ObjectRef failing = FailJobs.Remote.On(ray).Throw(says);
        _ = Assert.Single((await Ray.WaitAsync([failing]).Within("the failure")).Ready);
    }
}
