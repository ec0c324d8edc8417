using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>What came from a connection and is not yet understood: bytes, and descriptors where the platform passes them.</summary>
/// <param name="connection">Where it comes from; stays the caller's.</param>
/// <param name="capacity">Bytes of room.</param>
internal sealed class Intake(Connection connection, int capacity) : IDisposable
{
    private const int MaxWaitingDescriptors = 16;

    private readonly List<int> _descriptors = [];
    private byte[] _buffer = new byte[capacity];
    private int _start;
    private int _end;

    public Connection Connection { get; } = connection;

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public long TotalReceived { get; private set; }

    public void Consume(int bytes) => _start += bytes;

    public void Grow(int capacity) => Array.Resize(ref _buffer, capacity);

    /// <summary>Bytes received, 0 at the peer's end, -1 when there is nothing now. Any error counts as the end.</summary>
    public int Receive()
    {
        Compact();
        int received = Connection.Receive(_buffer.AsSpan(_end), _descriptors);
        if (_descriptors.Count > MaxWaitingDescriptors)
            throw new WireViolationException($"The peer sent {_descriptors.Count} descriptors that nothing asked for.");
        if (received <= 0)
            return received;
        _end += received;
        TotalReceived += received;
        return received;
    }

    /// <summary>The oldest descriptor that came; the caller closes it.</summary>
    public int TakeDescriptor()
    {
        if (_descriptors.Count == 0)
            throw new WireViolationException("A message announces a descriptor, but none came with it.");
        int taken = _descriptors[0];
        _descriptors.RemoveAt(0);
        return taken;
    }

    public void Dispose()
    {
        foreach (int descriptor in _descriptors)
            Descriptor.Close(descriptor);
        _descriptors.Clear();
    }

    private void Compact()
    {
        if (_start == 0)
            return;
        Unread.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }
}
