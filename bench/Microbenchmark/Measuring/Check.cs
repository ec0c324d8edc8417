namespace Microbenchmark.Measuring;

/// <summary>A benchmark whose results are wrong measures nothing.</summary>
internal static class Check
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"A wrong result: expected {expected}, got {actual}.");
    }

    public static void SmallValue(ReadOnlySpan<byte> value)
    {
        if (!value.SequenceEqual("ok"u8)) throw new InvalidOperationException($"A wrong result: expected the two bytes of \"ok\", got {Convert.ToHexString(value)}.");
    }

    public static void SmallValues(byte[][] values)
    {
        foreach (byte[] value in values) SmallValue(value);
    }
}
