namespace RaySharp.Spilling;

/// <summary>Which spilled objects still live in which files: a file dies with the last of its objects.</summary>
internal sealed class SpillFiles
{
    private readonly Dictionary<string, LiveFile> _files = [];

    public int Count => _files.Count;

    /// <summary>Bytes that the files take, dead objects included, headers left out.</summary>
    public long FileBytes { get; private set; }

    /// <summary>Bytes of the objects that live.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Notes a file with all its objects.</summary>
    public void Add(IReadOnlyList<SpillLocation> locations)
    {
        ArgumentOutOfRangeException.ThrowIfZero(locations.Count);
        long bytes = locations.Sum(static each => each.Length);
        _files.Add(locations[0].File, new LiveFile(locations.ToDictionary(static each => each.Offset, static each => each.Length), bytes));
        FileBytes += bytes;
        LiveBytes += bytes;
    }

    /// <summary>An object is needed no more. True when it was the last of its file, which is to be deleted now.</summary>
    /// <exception cref="InvalidOperationException">No object lives there: removed twice, or never spilled.</exception>
    public bool Remove(SpillLocation location)
    {
        if (!_files.TryGetValue(location.File, out LiveFile? file) || !file.Objects.Remove(location.Offset, out long length))
            throw new InvalidOperationException($"Removing the spilled object at offset {location.Offset} of {location.File} was asked for, where none lives. Remove each once.");
        LiveBytes -= length;
        if (file.Objects.Count > 0)
            return false;
        FileBytes -= file.Bytes;
        return _files.Remove(location.File);
    }

    private sealed record LiveFile(Dictionary<long, long> Objects, long Bytes);
}
