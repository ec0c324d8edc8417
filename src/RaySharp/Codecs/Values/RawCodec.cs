using System.Runtime.CompilerServices;

namespace RaySharp.Codecs;

/// <summary>
/// Numbers, char, Guid, TimeSpan, Index, Range and enums: the value's bytes as they lie in memory, little-endian, without a length.
/// </summary>
/// <remarks>Every bit pattern must be a valid value: bool, decimal, DateTime, DateOnly and TimeOnly have codecs of their own.</remarks>
/// <typeparam name="T">A type without references, without padding and without invalid bit patterns.</typeparam>
public struct RawCodec<T> : ICodec<T> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(CodecWriter writer, T value)
    {
        RawTypes.Check<T>();
        writer.WriteRaw(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ref CodecReader reader)
    {
        RawTypes.Check<T>();
        return reader.ReadRaw<T>();
    }
}
