using System.Numerics;

namespace RaySharp.Codecs;

/// <summary>BigInteger: the count of its bytes, then these in two's complement, the lowest first.</summary>
public struct BigIntegerCodec : ICodec<BigInteger>
{
    /// <inheritdoc/>
    public static int MinBytes => 2;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, BigInteger value)
    {
        int count = value.GetByteCount();
        writer.WriteCount(count);
        value.TryWriteBytes(writer.Reserve(count), out _);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or is larger than a BigInteger's may be.</exception>
    public static BigInteger Read(ref CodecReader reader)
    {
        int count = reader.ReadCount();
        if (count <= 0) throw new CodecException("A BigInteger has no bytes: the bytes are damaged.");
        try
        {
            return new BigInteger(reader.ReadBytes(count));
        }
        catch (OverflowException tooLarge)
        {
            throw new CodecException($"A BigInteger of {count:N0} bytes is larger than .NET allows.", tooLarge);
        }
    }
}
