namespace RaySharp.Spilling;

/// <summary>Which spilled objects still live in which files: a file dies with the last of its objects, and what lies dead between those that live is given back before.</summary>
internal sealed class SpillFiles
{
    private readonly Dictionary<string, LiveFile> _files = [];
    private readonly Dictionary<string, List<long>> _removed = [];      // offsets of records, since the last sweep

    public int Count => _files.Count;

    /// <summary>Bytes of the objects that live.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Notes a file with all its objects, in their order.</summary>
    public void Add(IReadOnlyList<SpillLocation> locations)
    {
        ArgumentOutOfRangeException.ThrowIfZero(locations.Count);
        var last = locations[^1];
        SortedList<long, long> objects = new(locations.ToDictionary(static each => each.Offset, static each => each.Length));
        _files.Add(last.File, new LiveFile(objects, EndOf(last.Offset, last.Length)));
        LiveBytes += objects.Values.Sum();
    }

    /// <summary>An object is needed no more; what can go with it is told by the next <see cref="Sweep"/>.</summary>
    /// <exception cref="InvalidOperationException">No object lives there: removed twice, or never spilled.</exception>
    public void Remove(SpillLocation location)
    {
        if (!_files.TryGetValue(location.File, out var file) || !file.Objects.Remove(location.Offset, out long length))
            throw new InvalidOperationException($"Removing the spilled object at offset {location.Offset} of {location.File} was asked for, where none lives. Remove each once.");
        LiveBytes -= length;
        if (!_removed.TryGetValue(location.File, out var removed))
            _removed.Add(location.File, removed = []);
        removed.Add(location.Offset);
    }

    /// <summary>What is dead since the last time: files without objects, and of others the gaps in which objects were removed, with what was dead beside them.</summary>
    public IReadOnlyList<SpillGap> Sweep()
    {
        if (_removed.Count == 0)
            return [];
        List<SpillGap> gaps = [];
        foreach (var (name, removed) in _removed)
        {
            var file = _files[name];
            if (file.Objects.Count == 0)
                _files.Remove(name);
            gaps.AddRange(removed.Select(offset => file.GapAt(offset)).Distinct().Select(gap => new SpillGap(name, gap.Begin, gap.End - gap.Begin, IsFile: file.Objects.Count == 0)));
        }
        _removed.Clear();
        return gaps;
    }

    private static long EndOf(long offset, long length) => offset + SpillFormat.HeaderBytes + length;

    private sealed record LiveFile(SortedList<long, long> Objects, long Bytes)
    {
        /// <summary>From the end of the object before it to the begin of the one behind it.</summary>
        public (long Begin, long End) GapAt(long offset)
        {
            int behind = 0;
            for (int end = Objects.Count; behind < end;)
            {
                int middle = (behind + end) / 2;
                if (Objects.GetKeyAtIndex(middle) < offset)
                    behind = middle + 1;
                else
                    end = middle;
            }
            long begin = behind == 0 ? 0 : EndOf(Objects.GetKeyAtIndex(behind - 1), Objects.GetValueAtIndex(behind - 1));
            return (begin, behind == Objects.Count ? Bytes : Objects.GetKeyAtIndex(behind));
        }
    }
}
