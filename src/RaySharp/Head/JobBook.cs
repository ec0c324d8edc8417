using RaySharp.Core;
using RaySharp.Messages;

namespace RaySharp.Head;

/// <summary>Which program each job runs, for nodes that are to start workers of it. Those of ended jobs are kept a while: detached actors may outlive them.</summary>
internal sealed class JobBook
{
    private const int MostEnded = 1000;
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, Func<byte[]>> _programs = [];
    private readonly Queue<uint> _ended = new();

    public JobBook(CoreProcess core) => core.Router.On<JobAsk>((from, message) =>
        ThreadPool.UnsafeQueueUserWorkItem(_ => from.Control.Send(new JobAnswer(message.Job, Find(message.Job))), null));     // it may have to be made

    /// <param name="job">The job.</param>
    /// <param name="program">Describes its program; called whenever somebody asks.</param>
    public void Add(uint job, Func<byte[]> program)
    {
        lock (_lock) _programs[job] = program;
    }

    /// <summary>A node is gone. Whether it was a driver.</summary>
    public bool Ended(uint job)
    {
        lock (_lock)
        {
            if (!_programs.ContainsKey(job)) return false;
            _ended.Enqueue(job);
            if (_ended.Count > MostEnded) _programs.Remove(_ended.Dequeue());
            return true;
        }
    }

    private byte[] Find(uint job)
    {
        Func<byte[]>? program;
        lock (_lock) program = _programs.GetValueOrDefault(job);
        try
        {
            return program?.Invoke() ?? [];
        }
        catch (RayException)
        {
            return [];      // its folder cannot be read (any more)
        }
    }
}
