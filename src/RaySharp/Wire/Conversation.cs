namespace RaySharp.Wire;

/// <summary>Messages of a hello over TLS, on a thread that may wait for them.</summary>
internal sealed class Conversation(TlsConnection connection)
{
    private readonly Intake _intake = new(connection, HelloMessage.MaxBytes);

    /// <summary>The peer has proved itself: its messages may be longer.</summary>
    public void Trust()
    {
        connection.Trust();
        _intake.Grow(HelloMessage.MaxJoinBytes);
    }

    /// <summary>Header and body of the next message, which must be of this kind.</summary>
    public byte[] Read(HelloKind expected, int maxBytes = HelloMessage.MaxBytes)
    {
        HelloMessage message;
        while (!HelloMessage.TryRead(_intake, out message, maxBytes))
            if (_intake.Receive() == 0)
                throw new WireClosedException($"The peer closed the connection where its {expected} was due.");
        if (message.Kind == HelloKind.Refusal || message.Kind != expected)
            throw new WireAuthenticationException();
        return message.All.ToArray();
    }

    public void Send(byte[] message)
    {
        if (!connection.TrySendMessage(message, default, out System.Net.Sockets.SocketError error))
            throw new WireClosedException($"The peer does not take part in the hello: {error}.");
    }
}
