using System.Globalization;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Hosting;

/// <summary>Gives programs, as archives, to nodes that do not have them: a driver its own, to the head; the head those of all drivers, to nodes.</summary>
/// <remarks>(1) A node asks the head for a piece. (2) The head has the archive from the job's driver, fetched once, when the first asks. (3) The driver packs its folder, once. Pieces are asked for one by one: who is slow holds up nobody.</remarks>
internal sealed class CodeSender
{
    private const int PieceBytes = 1 << 20;
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly CodeReceiver _receiver;
    private readonly string _folder;
    private readonly uint? _own;
    private readonly Dictionary<uint, Task<string>> _archives = [];

    /// <param name="core">The way to others.</param>
    /// <param name="receiver">Fetches from drivers.</param>
    /// <param name="folder">Where archives are kept.</param>
    /// <param name="own">The job of the driver in this process; null: there is none.</param>
    public CodeSender(CoreProcess core, CodeReceiver receiver, string folder, uint? own)
    {
        _core = core;
        _receiver = receiver;
        _folder = folder;
        _own = own;
        core.Router.On<CodeAsk>((from, message) => _ = AnswerAsync(from, message));
    }

    private async Task AnswerAsync(Link from, CodeAsk ask)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);     // the router's thread has others to hear
        try
        {
            string path = await ArchiveAsync(ask.Job).ConfigureAwait(false);
            using var archive = File.OpenHandle(path);
            long total = RandomAccess.GetLength(archive);
            if (ask.Offset < 0 || ask.Offset >= total) throw new WorkerStartException($"a piece at {ask.Offset} of {total} bytes was asked for");
            byte[] piece = new byte[Math.Min(PieceBytes, total - ask.Offset)];
            int count = await RandomAccess.ReadAsync(archive, piece, ask.Offset).ConfigureAwait(false);
            from.Control.Send(new CodePiece(ask.Request, total, piece[..count], ""));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            from.Control.Send(new CodePiece(ask.Request, 0, [], fault.Message));
        }
    }

    private Task<string> ArchiveAsync(uint job)
    {
        if (job != _own && _core.Self != _core.Head) throw new WorkerStartException($"Process {_core.Self} is neither the head nor the driver of job {job}.");
        lock (_lock)
        {
            if (_archives.TryGetValue(job, out var known) && !known.IsFaulted) return known;
            return _archives[job] = Task.Run(() => job == _own ? Pack() : FetchAsync(job));
        }
    }

    /// <summary>(3)</summary>
    private Task<string> Pack()
    {
        string path = FileOf(_own!.Value);
        CodeArchive.Pack(AppContext.BaseDirectory, path);
        return Task.FromResult(path);
    }

    /// <summary>(2)</summary>
    private async Task<string> FetchAsync(uint job)
    {
        string path = FileOf(job);
        await _receiver.FetchAsync(ProcessId.HostOf(job), job, path).ConfigureAwait(false);
        return path;
    }

    private string FileOf(uint job)
    {
        CodeArchive.Create(_folder);
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"job-{job}.zip"));
        File.Delete(path);     // of a try that failed
        return path;
    }
}
