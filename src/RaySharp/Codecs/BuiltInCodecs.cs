namespace RaySharp.Codecs;

/// <summary>The codecs that need no generated code.</summary>
internal static class BuiltInCodecs
{
    public static Codec<T>? Find<T>() => null;
}
