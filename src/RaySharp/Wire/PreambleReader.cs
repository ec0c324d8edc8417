using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// An accepted connection until it has said for whom it is; on the loop's thread. It reads the preamble's bytes and not one more:
/// the rest is for the process that gets the socket.
/// </summary>
internal sealed class PreambleReader : IPort
{
    private readonly WireContext _context;
    private readonly Action<PreambleReader, ProcessId?> _done;
    private readonly ITimer _deadline;
    private readonly byte[] _bytes = new byte[Preamble.Bytes];
    private int _received;
    private bool _over;

    /// <param name="context">The endpoint.</param>
    /// <param name="socket">Non-blocking; the receiver's of <paramref name="done"/> when it is called.</param>
    /// <param name="stranger">The place that the connection takes among strangers, likewise.</param>
    /// <param name="done">Called once, with the target; with null when there is no preamble.</param>
    public PreambleReader(WireContext context, Socket socket, IDisposable stranger, Action<PreambleReader, ProcessId?> done)
    {
        _context = context;
        _done = done;
        Socket = socket;
        Stranger = stranger;
        _deadline = context.Options.Time.CreateTimer(_ => context.Loop.Post(() => Finish(null)), null, context.Options.HelloTimeout, Timeout.InfiniteTimeSpan);
        context.Loop.Add(this);
    }

    public Socket Socket { get; }

    public IDisposable Stranger { get; }

    public bool WantsRead => true;

    public bool WantsWrite => false;

    public void OnReadable()
    {
        int received = Socket.Receive(_bytes.AsSpan(_received), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || received == 0)
        {
            Finish(null);
            return;
        }
        _received += received;
        if (_received == Preamble.Bytes)
            Judge();
    }

    public void OnWritable()
    {
    }

    /// <summary>Tells nobody.</summary>
    public void Stop()
    {
        _over = true;
        _deadline.Dispose();
        _context.Loop.Remove(this);
    }

    private void Judge()
    {
        bool sound = Preamble.TryReadVersion(_bytes, out int version) && Preamble.IsPlain(_bytes);
        // Said in the clear, since another version may not know this one's TLS: the dialling side finds it where TLS should begin.
        if (sound && version != Preamble.Version)
            _ = Socket.Send(Preamble.Encode(ProcessId.None), SocketFlags.None, out _);
        Finish(sound && version == Preamble.Version ? Preamble.Target(_bytes) : null);
    }

    private void Finish(ProcessId? target)
    {
        if (_over)
            return;
        Stop();
        _done(this, target);
    }
}
