using Microsoft.Extensions.Logging;
using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Logs;

/// <summary>In a driver: takes what its workers print and log, and acknowledges it when it is written.</summary>
internal sealed class LogReceiver
{
    private readonly LogPrinter _printer;
    private readonly ILoggerFactory? _factory;
    private readonly bool _isPrinting;

    public LogReceiver(LogPrinter printer, RayOptions options)
    {
        _printer = printer;
        _factory = options.LoggerFactory;
        _isPrinting = options.LogToDriver;
    }

    public void TakeLines(Link from, ReadOnlySpan<byte> frame)
    {
        var lines = Read<LogLines>(frame);
        Take(from, frame.Length, () => Print(Writer(from, lines.Pid), lines));
    }

    public void TakeEntry(Link from, ReadOnlySpan<byte> frame)
    {
        var entry = Read<LogEntry>(frame);
        Take(from, frame.Length, () => Write(Writer(from, entry.Pid), entry));
    }

    /// <summary>A line that came by a worker's pipe.</summary>
    public void PipeLine(int pid, bool isError, string line)
    {
        if (_isPrinting) _printer.PostPipeLine(() => LogPrinter.WriteLines(isError, LogText.Line("", pid, line)));
    }

    public static T Read<T>(ReadOnlySpan<byte> frame) where T : struct, IMessage<T>
    {
        CodecReader reader = new(frame[1..]);
        return T.Read(ref reader);
    }

    private static int Writer(Link from, int pid) => pid != 0 ? pid : from.PeerPid;

    private void Take(Link from, int bytes, Action print) => _printer.Post(() =>
    {
        try
        {
            print();
        }
        finally
        {
            from.Control.Send(new LogTaken(bytes));
        }
    });

    private void Print(int pid, LogLines lines)
    {
        if (_isPrinting) LogPrinter.WriteLines(lines.IsError, string.Join(Environment.NewLine, lines.Lines.Select(line => LogText.Line(lines.Source, pid, line))));
    }

    private void Write(int pid, LogEntry entry)
    {
        if (_factory is not null) LogText.Write(_factory.CreateLogger(entry.Category), pid, entry);
        else if (entry.Category == TaskLogger.RuntimeCategory) LogPrinter.WriteLines(isError: true, LogText.Runtime($"worker {pid}: {entry.Text}", entry.Exception));
        else if (_isPrinting) LogPrinter.WriteLines(isError: entry.Level >= (int)LogLevel.Warning, LogText.Entry(pid, entry));
    }
}
