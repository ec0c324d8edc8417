using System.Collections.Concurrent;
using RaySharp.Texts;

namespace RaySharp.Logs;

/// <summary>A thread of the driver that writes what workers printed and logged: neither a slow terminal nor a slow log sink holds up the cluster.</summary>
internal sealed class LogPrinter : IDisposable
{
    private const int WaitingPipeLines = 10_000;
    private readonly BlockingCollection<Action> _waiting = [];
    private readonly Thread _thread;
    private readonly TimeSpan _patience;
    private int _dropped;

    /// <param name="patience">How long disposing waits for what is not printed yet.</param>
    public LogPrinter(TimeSpan patience)
    {
        _patience = patience;
        _thread = new Thread(Run) { IsBackground = true, Name = "ray-log" };
        _thread.Start();
    }

    /// <summary>Of those who do not post without bound; false when this is closed.</summary>
    public bool Post(Action print)
    {
        try
        {
            _waiting.Add(print);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A line of a worker's pipe. Nothing bounds those, and who reads the pipe must not wait: too many are dropped and counted.</summary>
    public void PostPipeLine(Action print)
    {
        if (_waiting.Count > WaitingPipeLines) Interlocked.Increment(ref _dropped);
        else
        {
            int dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0) Post(() => WriteLines(isError: true, $"RaySharp: dropped here: {CountText.Of(dropped, "line")}. A worker prints faster than this program can show."));
            Post(print);
        }
    }

    /// <summary>On the printer's thread.</summary>
    public static void WriteLines(bool isError, string text) => (isError ? Console.Error : Console.Out).WriteLine(text);

    public void Dispose()
    {
        _waiting.CompleteAdding();
        if (Thread.CurrentThread != _thread) _thread.Join(_patience);
    }

    private void Run()
    {
        foreach (var print in _waiting.GetConsumingEnumerable())
        {
            try
            {
                print();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // A closed console, or a user's log sink that throws: nowhere is left to say so.
            }
        }
    }
}
