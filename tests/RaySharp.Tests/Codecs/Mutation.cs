using CsCheck;

namespace RaySharp.Tests.Codecs;

/// <summary>One change to encoded bytes.</summary>
public readonly record struct Mutation(int Kind, double Where, byte Value)
{
    public static readonly Gen<Mutation> Gen =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 4], CsCheck.Gen.Double.Unit, CsCheck.Gen.Byte).Select((kind, where, value) => new Mutation(kind, where, value));

    /// <summary>Changes the bytes, near their start more often than further on: that is where counts and headers are.</summary>
    public byte[] Apply(byte[] bytes)
    {
        if (bytes.Length == 0) return [Value];
        int at = Math.Min(bytes.Length - 1, (int)(Where * Where * bytes.Length));
        return Kind switch
        {
            0 => With(bytes, at, Value),
            1 => With(bytes, at, (byte)(bytes[at] ^ (1 << (Value & 7)))),
            2 => [.. bytes[..at], Value, .. bytes[at..]],
            3 => [.. bytes[..at], .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], 0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. bytes[at..]], // A huge count.
        };
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
