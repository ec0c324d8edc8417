using System.Diagnostics.CodeAnalysis;

namespace RaySharp.Ownership;

/// <summary>The unfinished tasks by handle: a place in an array and how often it was used before, so that a late answer finds nothing.</summary>
internal sealed class TaskTable
{
    private TaskRecord?[] _records = new TaskRecord?[64];
    private uint[] _generations = new uint[64];
    private readonly Stack<uint> _free = new();
    private uint _used;

    public int Count => (int)_used - _free.Count;

    public void Add(TaskRecord record)
    {
        if (!_free.TryPop(out uint place))
        {
            place = _used++;
            if (place == _records.Length)
            {
                Array.Resize(ref _records, _records.Length * 2);
                Array.Resize(ref _generations, _generations.Length * 2);
            }
        }
        _records[place] = record;
        record.Handle = ((ulong)++_generations[place] << 32) | place;
    }

    public bool TryGet(ulong handle, [NotNullWhen(true)] out TaskRecord? record)
    {
        uint place = (uint)handle;
        record = place < _used ? _records[place] : null;
        return record is not null && record.Handle == handle;
    }

    public void Remove(TaskRecord record)
    {
        uint place = (uint)record.Handle;
        if (_records[place] != record) return;
        _records[place] = null;
        _free.Push(place);
    }

    public IEnumerable<TaskRecord> All => _records.OfType<TaskRecord>();
}
