namespace RaySharp.Codecs;

/// <summary>The codecs of this process by type, for code that meets a type only at run time (PutAsync). Generated code fills it.</summary>
public static class CodecRegistry
{
    /// <summary>Makes a codec known; the first one for a type stays. Common types have codecs of their own, which go first.</summary>
    /// <typeparam name="T">The type that travels.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    public static void Register<T, TCodec>() where TCodec : struct, ICodec<T> =>
        Interlocked.CompareExchange(ref Slot<T>.Registered, Codec<T>.Of<TCodec>(), null);

    /// <summary>The codec of a type.</summary>
    /// <typeparam name="T">The type that travels.</typeparam>
    /// <returns>Its codec.</returns>
    /// <exception cref="CodecException">No codec is known for the type.</exception>
    public static Codec<T> Get<T>() => Slot<T>.Codec ??= BuiltInCodecs.Find<T>() ?? Slot<T>.Registered ?? throw new CodecException(
        $"'{typeof(T)}' has no codec: no remote method of the loaded assemblies mentions it. " +
        $"Write [assembly: RaySerializable(typeof({typeof(T).Name}))] in the project that declares it, or name a hand-written codec with [assembly: RayCodec(...)].");

    private static class Slot<T>
    {
        public static Codec<T>? Codec;      // found, once somebody asked
        public static Codec<T>? Registered;
    }
}
