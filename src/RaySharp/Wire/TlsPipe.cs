using System.Buffers;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// The TCP socket below a TLS stream. Reading waits, on the one thread that reads. Writing does not: while a packet is sealed, what
/// is written gathers in an array; outside of that it is a message of a hello, which any socket takes at once.
/// </summary>
internal sealed class TlsPipe(Socket socket, int budget) : Stream
{
    private const int GatherSlack = 1024, PollMicroseconds = 1_000_000;

    private readonly byte[] _first = new byte[Preamble.Bytes];
    private long _budget = budget;
    private long _received;
    private byte[]? _gathered;
    private int _gatheredBytes;

    /// <summary>The connection is over, rather than broken.</summary>
    public bool Ended { get; private set; }

    /// <summary>True: a thread of its own writes, and waits for room.</summary>
    public bool WaitsToWrite { get; init; }

    /// <summary>What the peer said first: it tells whether that was TLS at all.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, (int)Math.Min(_received, _first.Length));

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The peer has proved itself: it may send as much as it likes.</summary>
    public void LiftBudget() => Volatile.Write(ref _budget, long.MaxValue);

    public void BeginGathering(int plainBytes)
    {
        _gathered = ArrayPool<byte>.Shared.Rent(plainBytes + (plainBytes / 64) + GatherSlack);
        _gatheredBytes = 0;
    }

    /// <summary>A rented array, and how much of it was written.</summary>
    public (byte[] Rented, int Bytes) EndGathering()
    {
        byte[] gathered = _gathered!;
        _gathered = null;
        return (gathered, _gatheredBytes);
    }

    public override int Read(Span<byte> buffer)
    {
        Lookout lookout = new(socket);
        try
        {
            while (true)
            {
                int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock)
                {
                    lookout.Wait();
                    continue;
                }
                Note(error == SocketError.Success ? buffer[..received] : default);
                return error == SocketError.Success ? received : 0;
            }
        }
        catch (ObjectDisposedException)
        {
            Ended = true;
            return 0;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_gathered is not null)
            Gather(buffer);
        else
            SendNow(buffer);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Note(ReadOnlySpan<byte> received)
    {
        Ended = received.IsEmpty;
        if (_received < _first.Length)
            received[..(int)Math.Min(received.Length, _first.Length - _received)].CopyTo(_first.AsSpan((int)_received));
        _received += received.Length;
        if (_received > Volatile.Read(ref _budget))
            throw new WireAuthenticationException();
    }

    private void Gather(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _gathered!.Length - _gatheredBytes)
            throw new WireViolationException($"TLS made more than {_gathered.Length} bytes of a packet.");
        buffer.CopyTo(_gathered.AsSpan(_gatheredBytes));
        _gatheredBytes += buffer.Length;
    }

    private void SendNow(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int sent = socket.Send(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock && WaitsToWrite)
                _ = socket.Poll(PollMicroseconds, SelectMode.SelectWrite);
            else if (error != SocketError.Success)
                throw new WireClosedException($"The peer does not take part in the hello: {error}.");
            else
                buffer = buffer[sent..];
        }
    }
}
