using Apache.Arrow;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>A record batch over memory that it lets go of when it is disposed.</summary>
internal sealed class WindowedBatch(Schema schema, IArrowArray[] columns, int rows, MemoryWindow window) : RecordBatch(schema, columns, rows)
{
    /// <summary>The memory of the batch.</summary>
    public ReadOnlyMemory<byte> Envelope => window.Memory;

    /// <summary>The batch's own envelope, if it was built in a block.</summary>
    public BlockPiece? Built { get; set; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) window.Close();
    }
}
