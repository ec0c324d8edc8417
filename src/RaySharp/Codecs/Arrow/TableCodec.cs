#nullable disable annotations // One codec serves Table and Table?.
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// Arrow's Table: an envelope as of <see cref="RecordBatchCodec"/>, with every column in the chunks that it has. Of sliced chunks only
/// their own rows travel.
/// </summary>
/// <remarks>
/// What is refused of record batches is refused here; a table of 2 GiB or more is. A table in shared memory is read without copying,
/// and keeps the memory until it is collected, columns and chunks included: tables have no Dispose, and that of a column leaves the
/// memory alone. A span taken from a chunk is valid only while the table, the column or the chunk is still referenced.
/// </remarks>
public struct TableCodec : ICodec<Table>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">
    /// A column cannot be sent or is not valid Arrow data, columns and schema differ, or the table is too large.
    /// </exception>
    public static void Write(CodecWriter writer, Table value) => ArrowEnvelope<Table, TableForm>.Write(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The bytes are not a table, or something in it cannot be true.</exception>
    public static Table Read(ref CodecReader reader) => ArrowEnvelope<Table, TableForm>.Read(ref reader);
}
