using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Logs;

/// <summary>In a node host: what its workers print and log goes to the driver of their job, which may be in this process.</summary>
internal sealed class LogRelay
{
    private readonly ProcessId _self;
    private readonly LogReceiver? _receiver;
    private readonly uint? _received;
    private readonly Func<ProcessId, uint> _jobOf;
    private readonly Func<uint, LogSender?> _senderOf;

    /// <param name="router">Brings what is printed and logged.</param>
    /// <param name="self">This process.</param>
    /// <param name="receiver">The driver in this process; null: there is none.</param>
    /// <param name="received">Its job.</param>
    /// <param name="jobOf">The job of a worker of this node.</param>
    /// <param name="senderOf">The way to a job's driver elsewhere; null: that is gone.</param>
    public LogRelay(MessageRouter router, ProcessId self, LogReceiver? receiver, uint? received, Func<ProcessId, uint> jobOf, Func<uint, LogSender?> senderOf)
    {
        _self = self;
        _receiver = receiver;
        _received = received;
        _jobOf = jobOf;
        _senderOf = senderOf;
        router.OnFrame(MessageKind.LogLines, (from, frame) =>
        {
            if (IsForHere(from)) _receiver!.TakeLines(from, frame);
            else if (IsOwnWorker(from))
            {
                var lines = LogReceiver.Read<LogLines>(frame);
                Relay(from, frame.Length, lines with { Pid = from.PeerPid }, lines.Lines.Length);
            }
        });
        router.OnFrame(MessageKind.LogEntry, (from, frame) =>
        {
            if (IsForHere(from)) _receiver!.TakeEntry(from, frame);
            else if (IsOwnWorker(from)) Relay(from, frame.Length, LogReceiver.Read<LogEntry>(frame) with { Pid = from.PeerPid }, 1);
        });
        router.On<LogTaken>((from, message) => _senderOf(JobOfDriver(from.Peer.Node))?.Taken(message.Bytes));
    }

    /// <summary>A line that came by a worker's pipe.</summary>
    public void PipeLine(uint job, int pid, bool isError, string line)
    {
        if (job == _received) _receiver!.PipeLine(pid, isError, line);
        else _senderOf(job)?.Send(new LogLines("", isError, [line]) { Pid = pid });
    }

    /// <summary>The job of the program that started the cluster is 0; its node's number is 1.</summary>
    private static uint JobOfDriver(uint node) => node == 1 ? 0 : node;

    private bool IsOwnWorker(Link from) => from.Peer.Node == _self.Node;

    /// <summary>Other node hosts relay what is for this driver only.</summary>
    private bool IsForHere(Link from) => _receiver is not null && (!IsOwnWorker(from) || _jobOf(from.Peer) == _received);

    private void Relay<T>(Link from, int bytes, in T message, int lines) where T : struct, IMessage<T>
    {
        _senderOf(_jobOf(from.Peer))?.Send(message, lines);
        from.Control.Send(new LogTaken(bytes));
    }
}
