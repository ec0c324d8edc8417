using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>How values of one Arrow type lie in an envelope.</summary>
internal interface IArrowForm<T> where T : class
{
    /// <summary>The envelope's first four bytes.</summary>
    static abstract uint Magic { get; }

    /// <summary>What the value is called in errors.</summary>
    static abstract string Name { get; }

    /// <summary>The value's envelope, if it was built in a block and lies there still.</summary>
    static virtual CodecPiece? Built(T value) => null;

    /// <summary>Writes the header, and gathers the parts of buffers.</summary>
    static abstract void Plan(T value, CodecWriter header, ArrowColumnWriter columns);

    /// <summary>Builds the value.</summary>
    /// <param name="header">The header.</param>
    /// <param name="columns">The buffers.</param>
    /// <param name="window">Through which the buffers are read, to be closed when the value is disposed; null if they are on the heap.</param>
    static abstract T Read(ref CodecReader header, ref ArrowColumnReader columns, MemoryWindow? window);
}
