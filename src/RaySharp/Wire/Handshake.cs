using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// A socket until its link is up, on the loop's thread:
/// 1. Hello: the dialling side says who it is. 2. Challenge: the listening side says who it is, with its proof.
/// 3. Proof: the dialling side's, with its bells and its control ring. 4. Welcome, with the same of the listening side.
/// Before its proof a side may send 4 KiB and take <see cref="WireOptions.HelloTimeout"/>.
/// </summary>
internal abstract class Handshake : IPort
{
    private readonly ITimer _deadline;

    protected Handshake(WireContext context, Socket socket)
    {
        Context = context;
        Intake = new Intake(socket, HelloMessage.MaxBytes, context.Options.RingsInUse);
        _deadline = context.Options.Time.CreateTimer(_ => context.Loop.Post(Expire), null, context.Options.HelloTimeout, Timeout.InfiniteTimeSpan);
        context.Loop.Add(this);
    }

    public Socket Socket => Intake.Socket;

    public bool WantsRead => true;

    public bool WantsWrite => false;

    protected WireContext Context { get; }

    protected WireOptions Options => Context.Options;

    protected Intake Intake { get; }

    protected bool Authenticated { get; set; }

    protected bool Done { get; private set; }

    public void OnReadable()
    {
        try
        {
            while (!Done && Intake.Receive() is var received and >= 0)
            {
                if (received == 0)
                    throw new WireClosedException("The peer closed the connection during the hello.");
                if (!Authenticated && Intake.TotalReceived > HelloMessage.MaxBytes)
                    throw new WireAuthenticationException();
                while (!Done && HelloMessage.TryRead(Intake, out HelloMessage message))
                    OnMessage(message);
            }
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
        Socket.Dispose();
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

    /// <summary>The socket now belongs to the link.</summary>
    protected void Release()
    {
        Done = true;
        _deadline.Dispose();
        Context.Loop.Remove(this);
        Context.Links.Forget(this);
    }

    /// <summary>Messages of the hello are far smaller than any socket's buffer.</summary>
    protected void Send(byte[] message, params ReadOnlySpan<int> descriptors)
    {
        int sent = descriptors.IsEmpty
            ? Socket.Send(message, SocketFlags.None, out SocketError error)
            : Platform.DescriptorPassing.Send(Socket.SafeHandle, message, descriptors, out error);
        if (sent != message.Length)
            throw new WireClosedException($"The peer does not take part in the hello: {error}.");
    }

    private void Expire() => Fail(new WireClosedException($"The peer did not complete the hello within {Options.HelloTimeout.TotalSeconds:0.###} s."));
}
