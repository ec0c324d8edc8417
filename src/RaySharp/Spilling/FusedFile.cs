namespace RaySharp.Spilling;

/// <summary>Many objects in one file: one large write instead of many small ones, and each is read back alone.</summary>
internal static class FusedFile
{
    /// <summary>Writes all of them, in their order; either all are spilled or none.</summary>
    /// <param name="storage">Where to.</param>
    /// <param name="records">At least one; their bytes are not changed until the task ends.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    /// <exception cref="SpillFailedException">They could be written nowhere.</exception>
    public static async Task<IReadOnlyList<SpillLocation>> WriteAsync(
        ISpillStorage storage, IReadOnlyList<SpillRecord> records, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Count);
        byte[][] headers = await OwnThread.RunAsync(() => records.Select(SpillFormat.Header).ToArray(), cancellation).ConfigureAwait(false);
        List<ReadOnlyMemory<byte>> segments = [];
        foreach ((byte[] header, SpillRecord record) in headers.Zip(records))
        {
            segments.Add(header);
            segments.AddRange(record.Payload);
        }
        string file = await storage.WriteAsync(segments, cancellation).ConfigureAwait(false);
        return Locations(file, records);
    }

    /// <summary>Reads one object back, and checks every byte of it.</summary>
    /// <param name="storage">Where it was written.</param>
    /// <param name="location">As the write told.</param>
    /// <param name="id">As it was spilled.</param>
    /// <param name="destination">Segments of as many bytes as the object has; after a failure they hold anything.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SpillCorruptException">What was read is not what was written.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task RestoreAsync(
        ISpillStorage storage, SpillLocation location, ReadOnlyMemory<byte> id, IReadOnlyList<Memory<byte>> destination, CancellationToken cancellation)
    {
        long room = destination.Sum(static segment => (long)segment.Length);
        if (room != location.Length)
            throw new ArgumentException($"Restoring {location.Length} bytes into {room} was asked for. Give as many as the object has.");
        byte[] header = new byte[SpillFormat.HeaderBytes];
        SpillChecksum checksum = new();
        await storage.ReadAsync(location.File, location.Offset, [header, .. destination], checksum.Append, cancellation).ConfigureAwait(false);
        SpillFormat.Verify(location, id.Span, header, checksum.Value);
    }

    private static SpillLocation[] Locations(string file, IReadOnlyList<SpillRecord> records)
    {
        SpillLocation[] locations = new SpillLocation[records.Count];
        long offset = 0;
        for (int i = 0; i < locations.Length; i++)
        {
            locations[i] = new SpillLocation(file, offset, SpillFormat.Length(records[i].Payload));
            offset += SpillFormat.HeaderBytes + locations[i].Length;
        }
        return locations;
    }
}
