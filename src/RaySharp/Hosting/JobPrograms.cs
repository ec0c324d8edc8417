using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Messages;

namespace RaySharp.Hosting;

/// <summary>Finds the programs of other drivers, for a node that is to start workers of them. Safe from any thread.</summary>
/// <remarks>
/// (1) The head is asked, once for each job. (2) On the machine of that driver the program is started where it lies: if what lies there still is
/// that program. (3) Elsewhere this process's own program will do, if it is the same; (4) else the
/// head has it from its driver (<see cref="SentPrograms"/>).
/// </remarks>
internal sealed class JobPrograms
{
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly Dictionary<uint, TaskCompletionSource<byte[]>> _asked = [];
    private readonly Dictionary<uint, Task<JobProgram>> _found = [];
    private readonly SentPrograms _sent;
    private readonly Lazy<string> _ownCode = new(static () => CodeFolder.Hash(AppContext.BaseDirectory));

    public JobPrograms(CoreProcess core, SentPrograms sent)
    {
        _core = core;
        _sent = sent;
        core.Router.On<JobAnswer>(sender => sender == core.Head, (_, message) => Take(message.Job)?.TrySetResult(message.Program));     // nobody else says what is started here
        core.Unreachable += (process, fault) =>
        {
            if (process == core.Head) FailAll($"The head could not be asked which program job {{0}} runs: {fault.Message}");
        };
        core.NodeGone += (node, _) =>
        {
            if (node == core.Head.Node) FailAll("The head is gone, so nobody knows which program job {0} runs.");
            lock (_lock) _found.Remove(node);
        };
    }

    /// <exception cref="WorkerStartException">The job is not known, or its program is not on this machine.</exception>
    public Task<JobProgram> FindAsync(uint job)
    {
        lock (_lock)
        {
            if (_found.TryGetValue(job, out var known) && !known.IsFaulted) return known;
            TaskCompletionSource<byte[]> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked[job] = asked;
            _core.Peers.Send(_core.Head, new JobAsk(job));      // (1)
            return _found[job] = ResolveAsync(job, asked.Task);
        }
    }

    private async Task<JobProgram> ResolveAsync(uint job, Task<byte[]> asked)
    {
        byte[] answer = await asked.ConfigureAwait(false);
        if (answer.Length == 0) throw new WorkerStartException($"The head does not know the program of job {job}: its driver ended long ago, or its folder cannot be read there.");
        JobProgram program;
        try
        {
            program = JobProgram.Decode(answer);
        }
        catch (CodecException fault)
        {
            throw new WorkerStartException($"What the head says of job {job} cannot be read: {fault.Message}", fault);
        }
        if (IsHere(program)) return program;      // (2)
        if (_ownCode.Value != program.Code) return await SentAsync(job, program).ConfigureAwait(false);
        var own = ProgramStart.OfThisProgram();      // (3)
        return program with { Folder = AppContext.BaseDirectory, Executable = own.FileName, Arguments = [.. own.ArgumentList] };
    }

    /// <summary>(4)</summary>
    private async Task<JobProgram> SentAsync(uint job, JobProgram program)
    {
        try
        {
            return await _sent.FindAsync(job, program).ConfigureAwait(false);
        }
        catch (WorkerStartException fault)
        {
            throw new WorkerStartException($"Job {job} runs the program in '{program.Folder}' of its driver's machine, which is not on {Environment.MachineName} with the same files, and could not be sent there. {fault.Message}", fault);
        }
    }

    private static bool IsHere(JobProgram program) => Directory.Exists(program.Folder) && File.Exists(program.Executable) && CodeFolder.Hash(program.Folder) == program.Code;

    private TaskCompletionSource<byte[]>? Take(uint job)
    {
        lock (_lock) return _asked.Remove(job, out var asked) ? asked : null;
    }

    private void FailAll(string reason)
    {
        KeyValuePair<uint, TaskCompletionSource<byte[]>>[] asked;
        lock (_lock)
        {
            asked = [.. _asked];
            _asked.Clear();
        }
        foreach (var (job, each) in asked) each.TrySetException(new WorkerStartException(reason.Replace("{0}", job.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }
}
