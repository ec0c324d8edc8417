using RaySharp.Messages;
using RaySharp.Texts;

namespace RaySharp.Logs;

/// <summary>What this process's tasks print and log, on its way to the driver. Never blocks who prints.</summary>
/// <remarks>
/// The printing thread sends by itself, so that what it printed outlives a crash that follows. The driver acknowledges what it has
/// printed; as soon as a window of bytes is not acknowledged, frames are kept here, and dropped, with a note, when those are too many.
/// </remarks>
internal sealed class LogSender(int window = 256 * 1024, int keptLimit = 4 * 1024 * 1024)
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _kept = new();
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<byte[]>? _send;
    private int _keptBytes;
    private long _unacknowledged;
    private int _dropped;
    private bool _isFlushing;

    /// <summary>Whether the driver can be reached; before that, printed text goes by the pipe.</summary>
    public bool IsOpen => Volatile.Read(ref _send) is not null;

    /// <summary>Told what is logged, at once.</summary>
    public Action<LogEntry>? Copy { get; set; }

    /// <summary>From here on frames go by <paramref name="send"/>, which does not block.</summary>
    public void Open(Action<byte[]> send)
    {
        lock (_lock)
        {
            _send = send;
            Move();
        }
    }

    /// <param name="message">Lines or an entry.</param>
    /// <param name="lines">How many lines are lost if it is dropped.</param>
    public void Send<T>(in T message, int lines = 1) where T : struct, IMessage<T>
    {
        byte[] frame = message.ToFrame();
        lock (_lock)
        {
            if (_dropped > 0 || (_kept.Count > 0 && _keptBytes + frame.Length > keptLimit))
            {
                _dropped += lines;
                return;
            }
            Keep(frame);
            Move();
        }
    }

    /// <summary>The driver has printed that much.</summary>
    public void Taken(int bytes)
    {
        lock (_lock)
        {
            _unacknowledged -= bytes;
            Move();
            if (_isFlushing && _unacknowledged <= 0) _flushed.TrySetResult();
        }
    }

    /// <summary>Sends all that is kept, and ends when the driver has printed it.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            _isFlushing = true;
            Move();
            if (_send is null || _unacknowledged <= 0) _flushed.TrySetResult();
        }
        return _flushed.Task;
    }

    private void Keep(byte[] frame)
    {
        _kept.Enqueue(frame);
        _keptBytes += frame.Length;
    }

    private void Move()
    {
        if (_send is null) return;
        while ((_isFlushing || _unacknowledged < window) && _kept.TryDequeue(out byte[]? frame))
        {
            _keptBytes -= frame.Length;
            _unacknowledged += frame.Length;
            _send(frame);
            if (_dropped > 0 && _kept.Count == 0) NoteDropped();
        }
    }

    private void NoteDropped()
    {
        Keep(new LogLines("", true, [$"RaySharp: dropped here: {CountText.Of(_dropped, "line")}. This process prints faster than the driver can show."]).ToFrame());
        _dropped = 0;
    }
}
