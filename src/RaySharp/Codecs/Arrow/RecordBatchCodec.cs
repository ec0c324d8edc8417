#nullable disable annotations // One codec serves RecordBatch and RecordBatch?.
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// Arrow's RecordBatch: the count of the envelope's bytes (null told apart), then the envelope: schema, lengths and buffers, each
/// buffer 64-byte aligned relative to the envelope's start. Of a slice only its own rows travel.
/// </summary>
/// <remarks>
/// <para>Reading copies the envelope once, into aligned memory that the batch keeps alive; disposing the batch is not needed. Every length,
/// offset and dictionary index is checked; text is not checked for valid UTF-8. Unions, list views, run-end encoded and extension
/// arrays are refused. A batch of 2 GiB or more is refused.</para>
/// <para>A batch in shared memory is read without copying. Disposing it gives the memory back early: its columns, and slices of it (also
/// those of SliceShared, which counts only Arrow's own memory), throw <see cref="ObjectDisposedException"/> from then on. A span
/// taken from a column is valid only while the batch, or the column, is still referenced: <see cref="GC.KeepAlive"/> it behind the
/// last use of the span.</para>
/// </remarks>
public struct RecordBatchCodec : ICodec<RecordBatch>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">A column cannot be sent or is not valid Arrow data, or the batch is too large.</exception>
    public static void Write(CodecWriter writer, RecordBatch value) => ArrowEnvelope<RecordBatch, RecordBatchForm>.Write(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The bytes are not a record batch, or something in it cannot be true.</exception>
    public static RecordBatch Read(ref CodecReader reader) => ArrowEnvelope<RecordBatch, RecordBatchForm>.Read(ref reader);
}
