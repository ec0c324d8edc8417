using RaySharp.Blocks;
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

    /// <summary>The encoding as a gathering writer makes it.</summary>
    public static byte[] Gathered<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        var writer = CodecWriter.Gathering();
        TCodec.Write(writer, value);
        byte[] bytes = new byte[writer.TotalLength];
        writer.CopyTo(bytes);
        return bytes;
    }

    /// <summary>A copy in memory that does not move, at a multiple of 64.</summary>
    public static ReadOnlyMemory<byte> Shared(ReadOnlySpan<byte> bytes)
    {
        var memory = AlignedMemory.Allocate(bytes.Length);
        bytes.CopyTo(memory.Span);
        return memory;
    }

    /// <summary>Reads a value that takes all the memory and may keep it.</summary>
    public static T ReadShared<T, TCodec>(ReadOnlyMemory<byte> memory, out long copied) where TCodec : struct, ICodec<T>
    {
        var reader = CodecReader.OverMemory(memory);
        var value = TCodec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        copied = reader.CopiedBytes;
        return value;
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
