using System.Runtime.CompilerServices;

namespace RaySharp.Codecs;

/// <summary>Types that must not travel as they lie in memory, because some bit patterns are no value of theirs.</summary>
internal static class RawTypes
{
    /// <summary>Refuses such a type. Costs nothing: the answer is known when the code is compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(bool) || typeof(T) == typeof(decimal) || typeof(T) == typeof(DateTime) ||
            typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly))
            Refuse(typeof(T));
    }

    private static void Refuse(Type type) => throw new CodecException(
        $"'{type}' has bit patterns that are no value and cannot be copied as raw memory. Use {type.Name}Codec, in an ArrayCodec for arrays.");
}
