using System.Buffers;

namespace RaySharp.Wire;

/// <summary>Puts fragments together. The buffer grows with the bytes that came, never by what a peer announced.</summary>
internal sealed class Assembler(int maxBytes)
{
    private byte[]? _buffer;
    private int _length;

    public bool IsBusy => _buffer is not null;

    /// <summary>True when the frame is complete.</summary>
    public bool Add(FramePart part, ReadOnlySpan<byte> bytes)
    {
        if (part > FramePart.Last)
            throw new WireViolationException($"A record has the unknown part {(uint)part}.");
        if (IsBusy != (part is FramePart.Middle or FramePart.Last))
            throw new WireViolationException($"A {part} part of a frame came {(IsBusy ? "within another frame" : "without a beginning")}.");
        if (bytes.Length > maxBytes - _length)
            throw new WireViolationException($"A frame grew past the {maxBytes} bytes that {nameof(WireOptions.MaxFrameBytes)} allows.");
        Reserve(_length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return part == FramePart.Last;
    }

    /// <summary>The complete frame; the caller returns the array to the shared pool.</summary>
    public byte[] Take(out int length)
    {
        byte[] taken = _buffer!;
        length = _length;
        (_buffer, _length) = (null, 0);
        return taken;
    }

    private void Reserve(int bytes)
    {
        if (_buffer?.Length >= bytes)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((uint)bytes, (uint)_length * 2), (uint)maxBytes));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }
}
