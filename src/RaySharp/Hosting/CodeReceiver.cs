using RaySharp.Core;
using RaySharp.Messages;

namespace RaySharp.Hosting;

/// <summary>Fetches archives of programs from other processes, piece by piece.</summary>
internal sealed class CodeReceiver
{
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly Dictionary<ulong, (ProcessId From, TaskCompletionSource<CodePiece> Answer)> _asked = [];
    private ulong _last;

    public CodeReceiver(CoreProcess core)
    {
        _core = core;
        core.Router.On<CodePiece>((from, piece) =>
        {
            lock (_lock)
            {
                if (_asked.TryGetValue(piece.Request, out var asked) && asked.From == from.Peer && _asked.Remove(piece.Request)) asked.Answer.TrySetResult(piece);
            }
        });
        core.Unreachable += (process, fault) => Fail(from => from == process, fault.Message);
        core.LinkEnded += (link, fault) => Fail(from => from == link.Peer, fault?.Message ?? "It closed the link.");
        core.NodeGone += (node, reason) => Fail(from => from.Node == node, reason);
    }

    /// <summary>Fetches the archive of a job's program.</summary>
    /// <param name="from">Who is asked.</param>
    /// <param name="job">The job.</param>
    /// <param name="path">The file that it becomes; only this user can read it.</param>
    /// <exception cref="WorkerStartException">It cannot be had; no file is left then.</exception>
    public async Task FetchAsync(ProcessId from, uint job, string path)
    {
        try
        {
            await using var file = new FileStream(path, CodeArchive.OwnFile(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            long total = 0;
            do
            {
                var piece = await AskAsync(from, job, file.Position).ConfigureAwait(false);
                if (piece.Failure.Length > 0) throw new WorkerStartException(piece.Failure);
                if (piece.Total is <= 0 or > CodeArchive.MaxBytes) throw new WorkerStartException($"It is said to have {piece.Total >> 20} MiB; archives of at most {CodeArchive.MaxBytes >> 20} MiB are taken. Keep data apart from the program.");
                if ((total != 0 && total != piece.Total) || piece.Bytes.Length == 0 || piece.Bytes.Length > piece.Total - file.Position) throw new WorkerStartException($"What process {from} sent of it does not fit together.");
                total = piece.Total;
                await file.WriteAsync(piece.Bytes).ConfigureAwait(false);
            }
            while (file.Position < total);
        }
        catch (Exception fault) when (fault is RayException or IOException or UnauthorizedAccessException)
        {
            File.Delete(path);
            throw new WorkerStartException($"The program of job {job} could not be had from process {from}: {fault.Message}", fault);
        }
    }

    private Task<CodePiece> AskAsync(ProcessId from, uint job, long offset)
    {
        TaskCompletionSource<CodePiece> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_core.IsGone(from)) throw new WorkerStartException("That process is gone.");
            _asked.Add(++_last, (from, answer));
            _core.Peers.Send(from, new CodeAsk(_last, job, offset));
        }
        return answer.Task;
    }

    private void Fail(Predicate<ProcessId> isGone, string reason)
    {
        lock (_lock)
        {
            foreach (var (request, (from, answer)) in _asked.ToArray())
            {
                if (isGone(from) && _asked.Remove(request)) answer.TrySetException(new WorkerStartException(reason));
            }
        }
    }
}
