using System.Collections.Concurrent;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>The one thread of an endpoint that waits for all its sockets, and owns everything that has to do with them.</summary>
internal sealed class SocketLoop
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly PriorityQueue<Action, long> _later = new();      // by the milliseconds at which they are due
    private readonly Dictionary<Socket, IPort> _ports = [];
    private readonly List<Socket> _read = [];
    private readonly List<Socket> _write = [];
    private readonly List<Socket> _error = [];
    private readonly Socket _wakeIn;
    private readonly Socket _wakeOut;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _woken;
    private bool _stopping;

    public SocketLoop(string wakePath, string threadName)
    {
        (_wakeIn, _wakeOut) = SocketPair.Create(wakePath);
        Thread = new Thread(Run) { Name = threadName, IsBackground = true };
    }

    public Thread Thread { get; }

    public Task Ended => _ended.Task;

    public void Start() => Thread.Start();

    public void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    /// <summary>Runs the action on the loop's thread while the caller's waits. False when the loop ended without it.</summary>
    public bool Invoke(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            action();
            done.SetResult();
        });
        _ = Task.WaitAny(done.Task, _ended.Task);
        return done.Task.IsCompleted;
    }

    /// <summary>On the loop's thread: runs the action there after a while.</summary>
    /// <remarks>A timer's callback may need a new thread, and where the process has no descriptor left, starting one ends it.</remarks>
    public void After(TimeSpan wait, Action action) => _later.Enqueue(action, Environment.TickCount64 + (long)Math.Ceiling(wait.TotalMilliseconds));

    /// <summary>Makes the loop ask its ports again what they want.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) != 0)
            return;
        try
        {
            _ = _wakeOut.Send([1], SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and with it whatever the caller wanted to be done.
        }
    }

    public void Add(IPort port) => _ports.Add(port.Socket, port);

    public void Remove(IPort port) => _ports.Remove(port.Socket);

    /// <summary>Ends the thread after what was posted before.</summary>
    public void Stop() => Post(() => _stopping = true);

    private void Run()
    {
        while (!_stopping)
        {
            Collect();
            Socket.Select(_read, _write, _error, UntilDue());
            RunDue();
            if (_read.Remove(_wakeIn))
                RunPosted();
            foreach (Socket socket in _write)
                Find(socket)?.OnWritable();
            foreach (Socket socket in _read)
                Find(socket)?.OnReadable();
            foreach (Socket socket in _error)
                Find(socket)?.OnReadable();
        }
        _wakeIn.Dispose();
        _wakeOut.Dispose();
        _ended.SetResult();
    }

    private void Collect()
    {
        _read.Clear();
        _write.Clear();
        _error.Clear();
        _read.Add(_wakeIn);
        foreach (IPort port in _ports.Values)
        {
            if (port.WantsRead)
                _read.Add(port.Socket);
            if (port.WantsWrite)
                _write.Add(port.Socket);
            if (port.WantsRead)
                _error.Add(port.Socket);
        }
    }

    private void RunPosted()
    {
        Span<byte> bytes = stackalloc byte[64];
        _ = _wakeIn.Receive(bytes, SocketFlags.None, out _);
        // Cleared before the queue is read: what is posted later wakes again.
        Interlocked.Exchange(ref _woken, 0);
        while (_posted.TryDequeue(out Action? action))
            action();
    }

    private TimeSpan UntilDue() => _later.TryPeek(out _, out long due)
        ? TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64))
        : Timeout.InfiniteTimeSpan;

    private void RunDue()
    {
        while (_later.TryPeek(out _, out long due) && due <= Environment.TickCount64)
            _later.Dequeue()();
    }

    private IPort? Find(Socket socket) => _ports.GetValueOrDefault(socket);
}
