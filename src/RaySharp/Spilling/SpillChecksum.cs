using System.IO.Hashing;

namespace RaySharp.Spilling;

/// <summary>The checksum of a record, made while it is read: all of its bytes but those of the checksum itself.</summary>
internal sealed class SpillChecksum
{
    private readonly XxHash3 _hash = new();
    private long _at;

    public ulong Value => _hash.GetCurrentHashAsUInt64();

    /// <summary>The next piece of the record, the first one from its begin on.</summary>
    public void Append(ReadOnlyMemory<byte> piece)
    {
        var bytes = piece.Span;
        int before = (int)Math.Clamp(SpillFormat.ChecksumAt - _at, 0, bytes.Length), after = (int)Math.Clamp(SpillFormat.HeaderBytes - _at, 0, bytes.Length);
        _hash.Append(bytes[..before]);
        _hash.Append(bytes[after..]);
        _at += bytes.Length;
    }
}
