namespace RaySharp.Spilling;

/// <summary>Where spilled objects go: files that are written once, read in part, and deleted. The seam for remote storage.</summary>
internal interface ISpillStorage : IAsyncDisposable
{
    /// <summary>Writes one new file.</summary>
    /// <param name="segments">Its bytes, one after the other; not changed until the task ends.</param>
    /// <param name="cancellation">Leaves nothing of the file behind.</param>
    /// <returns>The name by which the file is read and deleted.</returns>
    /// <exception cref="SpillFailedException">It could be written nowhere; nothing of it is left behind.</exception>
    Task<string> WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellation);

    /// <summary>Fills all of the destination with what stands in the file from the offset on.</summary>
    /// <param name="file">As the write told.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Filled one after the other.</param>
    /// <param name="arrived">Told of each piece, in order, as soon as it is there: what looks at the bytes finds them in the processor's cache.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">The file is gone, shorter than that, or cannot be read.</exception>
    Task ReadAsync(string file, long offset, IReadOnlyList<Memory<byte>> destination, Action<ReadOnlyMemory<byte>>? arrived, CancellationToken cancellation);

    /// <summary>Deletes a file; one that is gone already is no error.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    Task DeleteAsync(string file, CancellationToken cancellation);

    /// <summary>Gives back the space of a part that is read no more, while the rest of the file is. A place that cannot do that keeps it until the file is deleted.</summary>
    /// <exception cref="IOException">It could be done, and failed.</exception>
    Task FreeAsync(string file, long offset, long length, CancellationToken cancellation);
}
