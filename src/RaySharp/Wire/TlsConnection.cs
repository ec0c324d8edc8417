using System.Net.Security;
using System.Net.Sockets;
using RaySharp.Security;
using TlsException = System.Security.Authentication.AuthenticationException;

namespace RaySharp.Wire;

/// <summary>
/// TLS 1.3 within a TCP socket. One thread receives, and waits; whoever sends seals its packets on the spot, so that many small
/// frames share one TLS record, and the socket gets the sealed bytes without waiting.
/// </summary>
internal sealed class TlsConnection : Connection
{
    /// <summary>4 KiB of hello, and TLS's own handshake with its certificate.</summary>
    private const int StrangerBytes = 4 * HelloMessage.MaxBytes;

    private readonly TlsPipe _pipe;
    private readonly SslStream _tls;
    private readonly NodeIdentity? _identity;
    private readonly ServerCheck? _check;

    private TlsConnection(Socket socket, NodeIdentity? identity, ServerCheck? check, bool waitsToWrite) : base(socket)
    {
        _identity = identity;
        _check = check;
        _pipe = new TlsPipe(socket, StrangerBytes) { WaitsToWrite = waitsToWrite };
        _tls = new SslStream(_pipe, leaveInnerStreamOpen: true);
    }

    public override bool IsLocal => false;

    /// <summary>The hash of the server's certificate: a proof made for another server's is of no use here.</summary>
    public override ReadOnlySpan<byte> Binding => _check?.CertificateHash ?? _identity!.CertificateHash;

    /// <param name="socket">Accepted, non-blocking; the connection's from now on.</param>
    /// <param name="identity">Stays the caller's.</param>
    /// <param name="waitsToWrite">Whether the caller's thread may wait for the socket to take what it writes.</param>
    public static TlsConnection Listening(Socket socket, NodeIdentity identity, bool waitsToWrite = false) => new(socket, identity, null, waitsToWrite);

    public static TlsConnection Dialling(Socket socket, ServerCheck check, bool waitsToWrite = false) => new(socket, null, check, waitsToWrite);

    /// <summary>TLS's own handshake; waits.</summary>
    public void Authenticate()
    {
        try
        {
            if (_check is not null)
                _tls.AuthenticateAsClient(_check.Options());
            else
                _tls.AuthenticateAsServer(_identity!.ServerOptions());
        }
        catch (Exception failure) when (failure is IOException or TlsException or InvalidOperationException)
        {
            throw Explain(failure);
        }
    }

    public override int Receive(Span<byte> room, List<int> descriptors)
    {
        try
        {
            return _tls.Read(room);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            if (_pipe.Ended)
                return 0;
            throw failure as WireAuthenticationException ?? (IOException)new WireViolationException($"What came cannot be decrypted: {failure.Message}");
        }
    }

    public override bool TrySendMessage(byte[] message, ReadOnlySpan<int> descriptors, out SocketError error)
    {
        _tls.Write(message);
        error = SocketError.Success;
        return true;
    }

    public override void Seal(Packet packet)
    {
        _pipe.BeginGathering(packet.Unsent.Length);
        _tls.Write(packet.Unsent);
        (byte[] rented, int bytes) = _pipe.EndGathering();
        packet.SealAs(rented, bytes);
    }

    public override int Send(Packet packet, out SocketError error) => Socket.Send(packet.Unsent, SocketFlags.None, out error);

    public override void Trust() => _pipe.LiftBudget();

    protected override void Dispose()
    {
        _tls.Dispose();
        base.Dispose();
    }

    private IOException Explain(Exception failure)
    {
        if (_check?.Failure is { } refused)
            return refused;
        if (failure is WireAuthenticationException tooMuch)
            return tooMuch;
        if (Preamble.TryReadVersion(_pipe.First, out int version))
            return new WireVersionException(Preamble.Version, version);
        return _pipe.Ended
            ? new WireClosedException("The peer closed the connection before TLS was agreed on: it has ended, knows no such process, or refuses.", failure)
            : new WireTlsException(failure);
    }
}
