using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Logs;

namespace RaySharp.Tests.Logs;

/// <summary>Files of workers that have ended.</summary>
public sealed class OldLogTests : IDisposable
{
    private readonly string _session = Directory.CreateTempSubdirectory("raysharp-old-logs-").FullName;

    public void Dispose() => Directory.Delete(_session, recursive: true);

    [Fact]
    public void Those_of_the_last_are_kept_and_older_ones_deleted()
    {
        using LogFolder folder = new(_session, NullLogger.Instance, mostEnded: 2);
        for (uint number = 1; number <= 4; number++)
        {
            ProcessId worker = Worker(number);
            folder.Begin(worker);
            File.WriteAllText(PathOf(folder, LogFiles.OfWorker(worker, 100).Out), "text");
            File.WriteAllText(PathOf(folder, LogFiles.OfWorker(worker, 100).Out + ".1"), "older text");
        }
        folder.End(Worker(2));
        folder.End(Worker(1));
        folder.End(Worker(4));
        Assert.Equal([Worker(1), Worker(3), Worker(4)], folder.Names.Select(static name => LogFiles.WorkerOf(name)!.Value.Worker).Distinct());
        Assert.Equal(6, folder.Names.Count);
    }

    [Fact]
    public void A_reader_of_all_files_reads_those_of_an_ended_worker_to_their_end_and_holds_them_no_longer()
    {
        string name = LogFiles.OfWorker(Worker(1), 100).Out, path = Path.Combine(_session, name);
        File.WriteAllText(path, "one ");
        using LogStream stream = new("") { Follows = true };
        stream.Found(_session, name, tail: -1);
        Assert.Equal("one ", Text(stream));
        Assert.Contains(path, OpenFiles());
        File.AppendAllText(path, "two");
        stream.WriterEnded(LogFiles.PrefixOf(Worker(1)));
        Assert.Equal("two", Text(stream));
        Assert.DoesNotContain(path, OpenFiles());
        stream.Changed(_session, name);     // news of its last change
        Assert.Equal("", Text(stream));
        Assert.False(stream.IsOver);
    }

    private static ProcessId Worker(uint number) => new(1UL << 32 | number);

    private static string PathOf(LogFolder folder, string name) => Path.Combine(folder.Path, name);

    private static string Text(LogStream stream)
    {
        StringBuilder text = new();
        while (stream.Next() is var (_, bytes)) text.Append(Encoding.UTF8.GetString(bytes));
        return text.ToString();
    }

    private static IEnumerable<string?> OpenFiles() => Directory.EnumerateFiles("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget);
}
