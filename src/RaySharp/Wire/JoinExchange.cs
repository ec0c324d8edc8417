namespace RaySharp.Wire;

/// <summary>
/// A newcomer's question, on a thread of its own: 1. TLS. 2. Hello, challenge, proof and welcome, with the join secret. 3. One request, one
/// reply, and the connection closes.
/// </summary>
internal sealed class JoinExchange
{
    private readonly WireContext _context;
    private readonly JoinService _service;
    private readonly TlsConnection _connection;
    private readonly IDisposable _stranger;
    private readonly Action<JoinExchange> _ended;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _deadline;

    /// <param name="context">The endpoint.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="connection">The connection; the exchange's from now on.</param>
    /// <param name="stranger">The place that it takes until the newcomer has proved itself.</param>
    /// <param name="ended">Called on the loop's thread.</param>
    public JoinExchange(WireContext context, JoinService service, TlsConnection connection, IDisposable stranger, Action<JoinExchange> ended)
    {
        _context = context;
        _service = service;
        _connection = connection;
        _stranger = stranger;
        _ended = ended;
        connection.Share();
        _deadline = context.Options.Time.CreateTimer(_ => connection.Shut(), null, context.Options.HelloTimeout, Timeout.InfiniteTimeSpan);
    }

    public void Start() => new Thread(Run) { Name = "ray-join", IsBackground = true }.Start();

    /// <summary>On the loop's thread; the other thread then finds the connection's end.</summary>
    public void Stop()
    {
        // Not here: what waits for it goes on in whatever thread cancels.
        _ = _stop.CancelAsync();
        _connection.Shut();
    }

    private void Run()
    {
        Conversation conversation = new(_connection);
        try
        {
            _connection.Authenticate();
            JoinService service = Admit(conversation);
            byte[] request = conversation.Read(HelloKind.JoinRequest, HelloMessage.MaxJoinBytes);
            _deadline.Dispose();
            byte[] reply = service.Answer(request.AsMemory(HelloMessage.HeaderBytes), _stop.Token).AsTask().GetAwaiter().GetResult();
            if (reply.Length > HelloMessage.MaxJoinBytes - HelloMessage.HeaderBytes)
                throw new InvalidOperationException($"The reply to a newcomer has {reply.Length} bytes; 64 KiB are the most.");
            conversation.Send(HelloMessage.Encode(HelloKind.JoinReply, false, reply));
        }
        catch (Exception failure)
        {
            Refuse(conversation, failure);
        }
        finally
        {
            _deadline.Dispose();
            _connection.Release();
            _context.Loop.Post(End);
        }
    }

    private JoinService Admit(Conversation conversation)
    {
        WireOptions options = _context.Options;
        byte[] hello = conversation.Read(HelloKind.Hello);
        HelloBody newcomer = HelloBody.Decode(hello.AsSpan(HelloMessage.HeaderBytes), out _);
        JoinService service = _service.For(newcomer.Role) ?? throw new WireAuthenticationException();
        byte[] challenge = HelloMessage.Encode(HelloKind.Challenge, false, [.. HelloBody.Of(options).Encode(), .. new byte[HelloProof.Bytes]]);
        Span<byte> proof = challenge.AsSpan(challenge.Length - HelloProof.Bytes);
        HelloProof.OfHead(service.Secret, hello, challenge.AsSpan(0, challenge.Length - HelloProof.Bytes), _connection.Binding).CopyTo(proof);
        conversation.Send(challenge);
        byte[] given = conversation.Read(HelloKind.Proof);
        HelloProof.Require(HelloProof.OfNewcomer(service.Secret, hello, challenge, _connection.Binding), given.AsSpan(HelloMessage.HeaderBytes));
        if (newcomer.ClusterId != options.ClusterId)
            throw new WireAuthenticationException();
        conversation.Trust();
        conversation.Send(HelloMessage.Encode(HelloKind.Welcome, false));
        _context.Loop.Post(_stranger.Dispose);
        return service;
    }

    private static void Refuse(Conversation conversation, Exception failure)
    {
        HelloRefusal? refusal = failure switch
        {
            WireVersionException => HelloRefusal.Version,
            WireAuthenticationException => HelloRefusal.Authentication,
            _ => null,
        };
        if (refusal is not { } kind)
            return;
        try
        {
            conversation.Send(HelloMessage.Encode(HelloKind.Refusal, false, (byte)kind));
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // The newcomer does not hear it.
        }
    }

    private void End()
    {
        _stranger.Dispose();
        _ended(this);
        _connection.Release();
    }
}
