using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// A connection until its link is up, on the loop's thread:
/// 1. Hello: the dialling side says who it is. 2. Challenge: the listening side says who it is, with its proof.
/// 3. Proof: the dialling side's, with its bells and its control ring. 4. Welcome, with the same of the listening side.
/// Before its proof a side may send 4 KiB and take <see cref="WireOptions.HelloTimeout"/>, TLS's own handshake included.
/// </summary>
internal abstract class Handshake : IPort
{
    private readonly ITimer _deadline;

    protected Handshake(WireContext context, Connection connection)
    {
        Context = context;
        Intake = new Intake(connection, HelloMessage.MaxBytes);
        _deadline = context.Options.Time.CreateTimer(_ => context.Loop.Post(Expire), null, context.Options.HelloTimeout, Timeout.InfiniteTimeSpan);
        if (connection.IsLocal)
            context.Loop.Add(this);
    }

    public Connection Connection => Intake.Connection;

    public Socket Socket => Connection.Socket;

    public bool WantsRead => true;

    public bool WantsWrite => false;

    /// <summary>The connection is the link's, or closed.</summary>
    public bool Done { get; private set; }

    protected WireContext Context { get; }

    protected WireOptions Options => Context.Options;

    protected Intake Intake { get; }

    /// <summary>Whether rings may carry the frames, if the peer can, too.</summary>
    protected bool CanRing => Options.RingsInUse && Connection.IsLocal;

    protected bool Authenticated { get; private set; }

    /// <summary>The connection can carry messages now.</summary>
    public virtual void Begin()
    {
    }

    public void OnReadable()
    {
        while (!Done && Receive() is var received and >= 0)
            OnReceived(received);
    }

    /// <summary>From whichever thread reads the connection, one at a time; what fails shows as the connection's end.</summary>
    public int Receive()
    {
        try
        {
            return Intake.Receive();
        }
        catch (IOException failure)
        {
            Context.Loop.Post(() => Fail(failure));
            return 0;
        }
    }

    /// <param name="received">Bytes that came; 0 at the connection's end.</param>
    public void OnReceived(int received)
    {
        if (Done)
            return;
        try
        {
            if (received == 0)
                throw new WireClosedException("The peer closed the connection during the hello.");
            if (!Authenticated && Intake.TotalReceived > HelloMessage.MaxBytes)
                throw new WireAuthenticationException();
            while (!Done && HelloMessage.TryRead(Intake, out HelloMessage message))
                OnMessage(message);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            Fail(failure);
        }
    }

    public void OnWritable()
    {
    }

    public void Fail(Exception reason)
    {
        if (Done)
            return;
        OnFailing(reason);
        Release();
        Intake.Dispose();
        Connection.Shut();
        Connection.Release();
        OnFailed(reason);
    }

    protected abstract void OnMessage(HelloMessage message);

    /// <summary>The socket still works: a refusal may go out.</summary>
    protected virtual void OnFailing(Exception reason)
    {
    }

    protected virtual void OnFailed(Exception reason)
    {
    }

    protected void Trust()
    {
        Authenticated = true;
        Connection.Trust();
        OnTrusted();
    }

    protected virtual void OnTrusted()
    {
    }

    /// <summary>The connection now belongs to the link.</summary>
    protected void Release()
    {
        Done = true;
        _deadline.Dispose();
        Context.Loop.Remove(this);
        Context.Links.Forget(this);
    }

    protected void Send(byte[] message, params ReadOnlySpan<int> descriptors)
    {
        if (!Connection.TrySendMessage(message, descriptors, out SocketError error))
            throw new WireClosedException($"The peer does not take part in the hello: {error}.");
    }

    /// <summary>For last words: whether they arrive does not matter.</summary>
    protected bool TrySend(byte[] message)
    {
        try
        {
            return Connection.TrySendMessage(message, default, out _);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Expire() => Fail(new WireClosedException($"The peer did not complete the hello within {Options.HelloTimeout.TotalSeconds:0.###} s."));
}
