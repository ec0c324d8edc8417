using RaySharp.Logs;
using RaySharp.References;

namespace RaySharp.Tests.Logs;

[Collection(nameof(TheConsole))]
public sealed class UnobservedLogTests
{
    [Fact]
    public void A_failure_that_nobody_saw_is_logged_once_however_many_runtimes_there_are()
    {
        using ListFactory first = new(), second = new();
        using (LogPrinter printer = new(TimeSpan.FromSeconds(10)))
        {
            using UnobservedLog one = new(new RuntimeLogger(printer, first.CreateLogger("RaySharp"))), two = new(new RuntimeLogger(printer, second.CreateLogger("RaySharp")));
            UnobservedFailures.Report(default, () => new InvalidOperationException("nobody looked"));
            UnobservedFailures.Report(default, () => new OperationCanceledException());
        }
        string entry = Assert.Single(first.Entries.Concat(second.Entries), entry => entry.Contains("nobody looked"));
        Assert.StartsWith("Warning RaySharp", entry);
        Assert.DoesNotContain(first.Entries.Concat(second.Entries), entry => entry.Contains("OperationCanceled"));
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
            using UnobservedLog log = new(new RuntimeLogger(printer, null));
            UnobservedFailures.Report(default, () => new InvalidOperationException("nobody looked"));
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
}
