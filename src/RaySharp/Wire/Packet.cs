using System.Buffers;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>Bytes that leave by a socket in one go, in a rented array; a descriptor may go with the first of them.</summary>
internal sealed class Packet(byte[] array, int descriptor)
{
    private byte[] _array = array;
    private int _start;
    private int _end;

    public int DescriptorToSend { get; private set; } = descriptor;

    /// <summary>Whether it has become what goes by the socket, and takes no more records.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>Bytes of the records in it.</summary>
    public int Bytes { get; private set; }

    public int Room => _array.Length - _end;

    public ReadOnlySpan<byte> Unsent => _array.AsSpan(_start, _end - _start);

    public Span<byte> Take(int size)
    {
        _end += size;
        Bytes += size;
        return _array.AsSpan(_end - size, size);
    }

    public void Seal() => IsSealed = true;

    /// <summary>Sends these bytes of a rented array instead.</summary>
    public void SealAs(byte[] rented, int bytes)
    {
        ArrayPool<byte>.Shared.Return(_array);
        (_array, _start, _end, IsSealed) = (rented, 0, bytes, true);
    }

    /// <summary>True when all is sent; the array is then given back.</summary>
    public bool Advance(int sent)
    {
        _start += sent;
        CloseDescriptor();
        if (_start < _end)
            return false;
        Drop();
        return true;
    }

    public void Drop()
    {
        CloseDescriptor();
        ArrayPool<byte>.Shared.Return(_array);
    }

    private void CloseDescriptor()
    {
        Descriptor.Close(DescriptorToSend);
        DescriptorToSend = -1;
    }
}
