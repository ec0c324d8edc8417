#nullable disable annotations // One codec serves string and string?.
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RaySharp.Codecs;

/// <summary>
/// string: the count of its UTF-8 bytes (null told apart), then these. A string with lone surrogates, which UTF-8 cannot hold, travels
/// as an escape, the count of its chars and these as UTF-16, and arrives unharmed.
/// </summary>
public struct StringCodec : ICodec<string>
{
    private const int ShortChars = 42; // At most 126 bytes of UTF-8, whose count takes one byte.
    private const int BytesPerChar = 3;
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, string value)
    {
        if (value is null) writer.WriteCount(-1);
        else if (value.Length <= ShortChars) WriteShort(writer, value);
        else WriteLong(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or the bytes are not UTF-8.</exception>
    public static string Read(ref CodecReader reader)
    {
        if (reader.TryReadEscape(CodecEscapes.Utf16)) return ReadUtf16(ref reader);
        int count = reader.ReadCount();
        if (count <= 0) return count < 0 ? null : "";
        try
        {
            return _strict.GetString(reader.ReadBytes(count));
        }
        catch (DecoderFallbackException invalid)
        {
            throw new CodecException("A string is not valid UTF-8: the bytes are damaged.", invalid);
        }
    }

    private static void WriteShort(CodecWriter writer, string value)
    {
        int start = writer.Length;
        var room = writer.Reserve(1 + BytesPerChar * value.Length);
        if (Utf8.FromUtf16(value, room[1..], out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            room[0] = (byte)(written + 1);
            writer.Rewind(start + 1 + written);
            return;
        }
        writer.Rewind(start);
        WriteUtf16(writer, value);
    }

    private static void WriteLong(CodecWriter writer, string value)
    {
        int start = writer.Length;
        int bytes = Encoding.UTF8.GetByteCount(value);
        writer.WriteCount(bytes);
        var room = writer.Reserve(bytes);
        if (Utf8.FromUtf16(value, room, out _, out _, replaceInvalidSequences: false) == OperationStatus.Done) return;
        writer.Rewind(start);
        WriteUtf16(writer, value);
    }

    private static void WriteUtf16(CodecWriter writer, string value)
    {
        writer.WriteVarint(CodecEscapes.Utf16);
        writer.WriteCount(value.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    private static string ReadUtf16(ref CodecReader reader)
    {
        int chars = reader.ReadCount(sizeof(char));
        if (chars < 0) throw new CodecException("A string in UTF-16 has no count: the bytes are damaged.");
        var bytes = reader.ReadBytes(chars * sizeof(char));
        return string.Create(chars, bytes, static (span, bytes) => bytes.CopyTo(MemoryMarshal.AsBytes(span)));
    }
}
