using RaySharp.Codecs;
using RaySharp.Messages;

namespace RaySharp.Logs;

/// <summary>On a node apart from the driver: what its workers print and log goes on to the driver.</summary>
internal sealed class LogRelay
{
    private readonly LogSender _sender;

    public LogRelay(MessageRouter router, LogSender sender)
    {
        _sender = sender;
        router.OnFrame(MessageKind.LogLines, (from, frame) =>
        {
            var lines = Read<LogLines>(frame);
            sender.Send(lines with { Pid = from.PeerPid }, lines.Lines.Length);
            from.Control.Send(new LogTaken(frame.Length));
        });
        router.OnFrame(MessageKind.LogEntry, (from, frame) =>
        {
            sender.Send(Read<LogEntry>(frame) with { Pid = from.PeerPid });
            from.Control.Send(new LogTaken(frame.Length));
        });
        router.On<LogTaken>((_, message) => sender.Taken(message.Bytes));
    }

    /// <summary>A line that came by a worker's pipe.</summary>
    public void PipeLine(int pid, bool isError, string line) => _sender.Send(new LogLines("", isError, [line]) { Pid = pid });

    private static T Read<T>(ReadOnlySpan<byte> frame) where T : struct, IMessage<T>
    {
        CodecReader reader = new(frame[1..]);
        return T.Read(ref reader);
    }
}
