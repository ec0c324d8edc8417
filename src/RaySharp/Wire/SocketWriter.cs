using System.Buffers;
using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// Everything that leaves by a link's socket, from any thread, without blocking. One thread writes at a time; what the others
/// queue meanwhile goes out with its next write. What the socket does not take waits for the loop.
/// </summary>
internal sealed class SocketWriter(Connection connection, SocketLoop loop)
{
    private const int PacketBytes = 64 * 1024, MaxWritesPerCaller = 8, BurstWrites = 4;

    private readonly Lock _lock = new();
    private readonly Queue<Packet> _queue = [];
    private Packet? _last;
    private Packet? _current;
    private long _queued;
    private bool _writing;
    private bool _closed;
    private int _unheardWrites;
    private volatile bool _wantsLoop;

    public bool WantsLoop => _wantsLoop;

    public long QueuedBytes => Volatile.Read(ref _queued);

    /// <summary>Several writes have gone out since anything came from the peer.</summary>
    public bool IsInBurst => Volatile.Read(ref _unheardWrites) >= BurstWrites;

    /// <summary>Queues a frame, cut in records that other inboxes' frames may come between; whole for its own inbox.</summary>
    public void AppendFrame(uint inbox, FrameBytes frame)
    {
        int total = frame.Length;
        int limit = Record.MaxPayload(int.MaxValue);
        lock (_lock)
        {
            if (_closed)
                return;
            int offset = 0;
            do
            {
                int length = Math.Min(total - offset, limit);
                Append((SocketKind)Record.PartAt(offset, length, total), inbox, frame.Slice(offset, length));
                offset += length;
            }
            while (offset < total);
        }
    }

    /// <summary>Sends a message; the descriptor, if any, is closed when it has gone.</summary>
    public void Send(SocketKind kind, uint target, ReadOnlySpan<byte> payload, int descriptor = -1)
    {
        lock (_lock)
        {
            if (_closed)
            {
                Descriptor.Close(descriptor);
                return;
            }
            if (descriptor >= 0)
                _queue.Enqueue(_last = new Packet(ArrayPool<byte>.Shared.Rent(256), descriptor));
            Append(kind, target, new FrameBytes(payload, default));
            if (descriptor >= 0)
                _last = null;
        }
        Flush();
    }

    /// <summary>Writes what is queued, unless another thread is at it or the socket is full.</summary>
    public void Flush()
    {
        if (!_wantsLoop)
            Write();
    }

    /// <summary>Something came from the peer: a burst ends, and what waited for its end goes out.</summary>
    public void Heard()
    {
        if (Volatile.Read(ref _unheardWrites) < BurstWrites)
        {
            Volatile.Write(ref _unheardWrites, 0);
            return;
        }
        Volatile.Write(ref _unheardWrites, 0);
        Flush();
    }

    /// <summary>The loop found the socket writable.</summary>
    public void Continue()
    {
        _wantsLoop = false;
        Write();
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (!_writing)
                Clear();
        }
    }

    private void Write()
    {
        lock (_lock)
        {
            if (_writing || _closed || !TakeNext())
                return;
            _writing = true;
            // Taken while the writer is open, so the connection is, too; it stays so until this thread is done with it.
            connection.Share();
        }
        WriteQueued();
        connection.Release();
    }

    private void WriteQueued()
    {
        for (int turn = 1; ; turn++)
        {
            int sent = Write(_current!, out SocketError error);
            lock (_lock)
            {
                _writing = false;
                if (_closed || (error is not SocketError.Success and not SocketError.WouldBlock))
                {
                    _closed = true;
                    Clear();
                    return;
                }
                if (error == SocketError.Success)
                    Advance(sent);
                if (_current is null && !TakeNext())
                    return;
                if (error == SocketError.WouldBlock || turn == MaxWritesPerCaller)
                    break;
                _writing = true;
            }
        }
        _wantsLoop = true;
        loop.Wake();
    }

    private int Write(Packet packet, out SocketError error)
    {
        _unheardWrites++;    // one writes at a time; a reset that gets lost makes one frame more, or fewer, wait
        try
        {
            if (!packet.IsSealed)
                connection.Seal(packet);
            return connection.Send(packet, out error);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            // What cannot be sealed or sent ends the connection: its reader tells the link.
            connection.Shut();
            error = SocketError.Shutdown;
            return -1;
        }
    }

    private void Append(SocketKind kind, uint target, FrameBytes payload)
    {
        int size = SocketRecord.HeaderBytes + payload.Length;
        if (_last is null || _last.Room < size)
            _queue.Enqueue(_last = new Packet(ArrayPool<byte>.Shared.Rent(Math.Max(size, PacketBytes)), -1));
        Span<byte> room = _last.Take(size);
        SocketRecord.WriteHeader(room, kind, payload.Length, target);
        payload.CopyTo(room[SocketRecord.HeaderBytes..]);
        _queued += size;
    }

    private bool TakeNext()
    {
        if (_current is not null)
            return true;
        if (!_queue.TryDequeue(out _current))
            return false;
        // What is being written takes no more: its array is read outside the lock.
        if (_current == _last)
            _last = null;
        return true;
    }

    private void Advance(int sent)
    {
        if (!_current!.Advance(sent))
            return;
        _queued -= _current.Bytes;
        _current = null;
    }

    private void Clear()
    {
        _current?.Drop();
        while (_queue.TryDequeue(out Packet? packet))
            packet.Drop();
        (_current, _last, _queued) = (null, null, 0);
    }
}
