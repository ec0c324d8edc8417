namespace RaySharp.Platform;

/// <summary>A range of bytes inside something of known size.</summary>
internal static class ByteRange
{
    /// <exception cref="ArgumentOutOfRangeException">The range leaves it.</exception>
    public static void Check(long offset, long length, long size)
    {
        if (offset < 0 || length < 0 || offset > size || length > size - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} were asked for, of {size}. Stay within 0 and {size}.");
    }
}
