namespace RaySharp.Simulation.Store;

/// <summary>What really lies in an extent: the last that was written at each place, by whoever.</summary>
internal sealed class SimExtent(ulong id, long bytes, bool onDisk)
{
    private readonly List<SimBlock> _blocks = [];

    public ulong Id { get; } = id;

    public long Bytes { get; } = bytes;

    public bool OnDisk { get; } = onDisk;

    public bool IsMade { get; set; }

    /// <summary>The process to which it was granted.</summary>
    public ProcessId Holder { get; set; }

    public IReadOnlyList<SimBlock> Blocks => _blocks;

    /// <summary>Bytes that were given back to the system.</summary>
    public long HoleBytes { get; private set; }

    public void Punch(IReadOnlyList<(long Offset, long Length)> parts)
    {
        foreach (var (offset, length) in parts)
        {
            if (_blocks.Find(block => block.Readers > 0 && offset < block.End && block.Offset < offset + length) is { } read)
                throw new SimulationFailure($"{length} bytes at {offset} of extent {Id} are given back, where {read.Value} is being read.");
            _blocks.RemoveAll(block => offset < block.End && block.Offset < offset + length);
        }
        HoleBytes = parts.Sum(static part => part.Length);
    }

    public SimBlock Write(long offset, SimValue value)
    {
        SimBlock block = new(value, offset);
        if (offset < 0 || block.End > Bytes) throw new SimulationFailure($"{value} is written at {offset} of extent {Id}, which has {Bytes} bytes.");
        foreach (var old in _blocks)
        {
            if (old.Offset < block.End && block.Offset < old.End && old.Readers > 0)
                throw new SimulationFailure($"{value} is written at {offset} of extent {Id}, over {old.Value} at {old.Offset}, which is being read.");
        }
        _blocks.RemoveAll(old => old.Offset < block.End && block.Offset < old.End);
        _blocks.Add(block);
        return block;
    }

    public SimBlock? At(long offset)
    {
        foreach (var block in _blocks)
        {
            if (block.Offset == offset) return block;
        }
        return null;
    }

    /// <summary>Reads a value, as far as nobody has written over it.</summary>
    public void Verify(SimBlock block)
    {
        if (At(block.Offset) != block) throw new SimulationFailure($"{block.Value} was read at {block.Offset} of extent {Id}, and something else lies there.");
    }
}
