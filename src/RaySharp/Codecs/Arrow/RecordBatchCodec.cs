#nullable disable annotations // One codec serves RecordBatch and RecordBatch?.
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// Arrow's RecordBatch: the count of the envelope's bytes (null told apart), then the envelope: schema, lengths and buffers, each
/// buffer 64-byte aligned relative to the envelope's start. Of a slice only its own rows travel.
/// </summary>
/// <remarks>
/// Reading copies the envelope once, into aligned memory that the batch keeps alive; disposing the batch is not needed. Every length,
/// offset and dictionary index is checked; text is not checked for valid UTF-8. Unions, list views, run-end encoded and extension
/// arrays are refused. A batch of 2 GiB or more is refused.
/// </remarks>
public struct RecordBatchCodec : ICodec<RecordBatch>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">A column cannot be sent or is not valid Arrow data, or the batch is too large.</exception>
    public static void Write(CodecWriter writer, RecordBatch value)
    {
        if (value is null)
        {
            writer.WriteCount(-1);
            return;
        }
        var envelope = RecordBatchEnvelope.Of(value);
        writer.WriteCount(envelope.Size);
        envelope.WriteTo(writer.Reserve(envelope.Size));
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The bytes are not a record batch, or something in it cannot be true.</exception>
    public static RecordBatch Read(ref CodecReader reader)
    {
        int count = reader.ReadCount();
        return count < 0 ? null : RecordBatchEnvelope.ReadOwned(AlignedMemory.CopyOf(reader.ReadBytes(count)));
    }
}
