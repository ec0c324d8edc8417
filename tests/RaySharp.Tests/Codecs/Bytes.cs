using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Encoding and decoding in one call.</summary>
internal static class Bytes
{
    public static byte[] Of<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        var writer = new CodecWriter();
        TCodec.Write(writer, value);
        return writer.Written.ToArray();
    }

    /// <summary>Reads a value that takes all the bytes.</summary>
    public static T Read<T, TCodec>(byte[] bytes) where TCodec : struct, ICodec<T>
    {
        var reader = new CodecReader(bytes);
        var value = TCodec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return value;
    }

    public static T Copy<T, TCodec>(T value) where TCodec : struct, ICodec<T> => Read<T, TCodec>(Of<T, TCodec>(value));

    public static CodecException Refuses<T, TCodec>(params byte[] bytes) where TCodec : struct, ICodec<T> => Assert.Throws<CodecException>(() =>
    {
        var reader = new CodecReader(bytes);
        return TCodec.Read(ref reader);
    });
}
