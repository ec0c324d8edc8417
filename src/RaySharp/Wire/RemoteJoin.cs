using System.Net;
using System.Net.Sockets;
using RaySharp.Security;

namespace RaySharp.Wire;

/// <summary>Asks a cluster's head to let this process in: one request, one reply, before there is an endpoint.</summary>
internal sealed record RemoteJoin
{
    public required EndPoint Head { get; init; }

    /// <summary>The certificate of the cluster's authority, as DER.</summary>
    public required byte[] Authority { get; init; }

    public required string ClusterId { get; init; }

    /// <summary>As what this process asks to be let in; the secret is that of this role.</summary>
    public string Role { get; init; } = HelloBody.NodeNewcomer;

    /// <summary>The join secret; it is proved, never sent.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>How long the head may take until it has proved itself, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to reply from then on; infinite: as long as the caller waits.</summary>
    public TimeSpan ReplyTimeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{nameof(RemoteJoin)} {{ Head = {Head}, ClusterId = {ClusterId}, Secret = *** }}";

    /// <exception cref="JoinException">There is no reply; it says why.</exception>
    public Task<byte[]> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        if (Secret.Length != WireOptions.SecretBytes)
            throw new ArgumentException($"The join secret has {Secret.Length} bytes; it must have {WireOptions.SecretBytes}.");
        if (request.Length > HelloMessage.MaxJoinBytes - HelloMessage.HeaderBytes)
            throw new ArgumentException($"The request has {request.Length} bytes; 64 KiB are the most.");
        HelloBody.RequireShort(ClusterId, nameof(ClusterId));
        TaskCompletionSource<byte[]> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(request, reply, cancel)) { Name = "ray-join", IsBackground = true }.Start();
        return reply.Task;
    }

    private void Run(ReadOnlyMemory<byte> request, TaskCompletionSource<byte[]> reply, CancellationToken cancel)
    {
        using CancellationTokenSource patience = new(Timeout, Time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        string slowness = $"nobody answered as a head does within {Timeout.TotalSeconds:0.###} s. Is this the head's address?";
        void Proved()
        {
            slowness = $"the head did not say within {ReplyTimeout.TotalSeconds:0.###} s whether this process may join. Does it stand still?";
            patience.CancelAfter(ReplyTimeout);
        }
        try
        {
            reply.SetResult(Ask(request, Proved, stop.Token));
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            reply.SetCanceled(cancel);
        }
        catch (Exception failure)
        {
            reply.SetException(patience.IsCancellationRequested ? Failed(JoinFailure.TooSlow, slowness, failure) : Explain(failure));
        }
    }

    private byte[] Ask(ReadOnlyMemory<byte> request, Action proved, CancellationToken stop)
    {
        Socket socket = Connect(stop);
        TlsConnection connection = TlsConnection.Dialling(socket, new ServerCheck(Authority, null), waitsToWrite: true);
        try
        {
            using CancellationTokenRegistration shut = stop.Register(connection.Shut);
            connection.Authenticate();
            Conversation conversation = new(connection);
            Prove(connection, conversation);
            conversation.Trust();
            // Not before: what came with the proof would count as a stranger's.
            _ = conversation.Read(HelloKind.Welcome);
            conversation.Send(HelloMessage.Encode(HelloKind.JoinRequest, false, request.Span));
            proved();
            return conversation.Read(HelloKind.JoinReply, HelloMessage.MaxJoinBytes)[HelloMessage.HeaderBytes..];
        }
        finally
        {
            connection.Release();
        }
    }

    private Socket Connect(CancellationToken stop)
    {
        Socket socket = TcpSocket.For(Head);
        try
        {
            using (stop.Register(socket.Dispose))
                socket.Connect(Head);
            stop.ThrowIfCancellationRequested();
            TcpSocket.Prepare(socket);
            _ = socket.Send(Preamble.Encode(ProcessId.None));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Prove(TlsConnection connection, Conversation conversation)
    {
        HelloBody self = HelloBody.Newcomer(ClusterId, Role);
        byte[] hello = HelloMessage.Encode(HelloKind.Hello, false, self.Encode());
        conversation.Send(hello);
        byte[] challenge = conversation.Read(HelloKind.Challenge);
        int covered = challenge.Length - HelloProof.Bytes;
        if (covered < HelloMessage.HeaderBytes)
            throw new WireAuthenticationException();
        HelloProof.Require(HelloProof.OfHead(Secret, hello, challenge.AsSpan(0, covered), connection.Binding), challenge.AsSpan(covered));
        HelloBody head = HelloBody.Decode(challenge.AsSpan(HelloMessage.HeaderBytes), out _);
        if (head.ClusterId != ClusterId)
            throw Failed(JoinFailure.Cluster, $"that is the head of cluster {head.ClusterId}. Ask it for a new join file.", null);
        conversation.Send(HelloMessage.Encode(HelloKind.Proof, false, HelloProof.OfNewcomer(Secret, hello, challenge, connection.Binding)));
    }

    private JoinException Explain(Exception failure) => failure switch
    {
        JoinException known => known,
        SocketException => Failed(JoinFailure.Unreachable, $"{failure.Message}. Is the head running, and reachable from here at that address?", failure),
        NodeCertificateException => Failed(JoinFailure.Certificate, failure.Message, failure),
        WireTlsException => Failed(JoinFailure.NotTls, failure.Message, failure),
        WireVersionException => Failed(JoinFailure.Version, failure.Message, failure),
        WireAuthenticationException => Failed(JoinFailure.Secret, "the head and this process do not have the same join secret. Take the one that belongs to this cluster.", failure),
        _ => Failed(JoinFailure.Closed, $"{failure.Message} Perhaps that process is no head, or it refuses; its log says more.", failure),
    };

    private JoinException Failed(JoinFailure why, string found, Exception? inner) =>
        new(why, $"Joining cluster {ClusterId} at {Head} failed: {found}", inner);
}
