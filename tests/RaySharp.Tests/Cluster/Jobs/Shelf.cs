using Apache.Arrow;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>An actor whose state is large.</summary>
[RayActor]
internal sealed partial class Shelf
{
    private RecordBatch? _batch;
    private byte[] _bytes = [];
    private int _fillings;

    public ulong Keep(RecordBatch batch)
    {
        _batch = batch;
        return StoreData.Sum(batch);
    }

    public ulong SumOfKept() => StoreData.Sum(_batch!);

    public RecordBatch Kept() => _batch!;

    public byte[] Append(byte[] bytes) => _bytes = [.. _bytes, .. bytes];

    public byte[] Fill(int length)
    {
        _fillings++;
        return StoreData.Bytes(length, 0);
    }

    public int Fillings() => _fillings;

    public void Clear()
    {
        _batch?.Dispose();
        _batch = null;
    }
}

internal sealed record Load(ObjectRef<byte[]>[] Refs);

/// <summary>An actor that keeps references, those of others and its own.</summary>
[RayActor]
internal sealed partial class Hoard
{
    private readonly List<ObjectRef> _refs = [];

    public int Take(Load load)
    {
        _refs.AddRange(load.Refs);
        return _refs.Count;
    }

    public async Task<int> Make(int count, int length, CancellationToken cancel)
    {
        for (int i = 0; i < count; i++) _refs.Add(await Ray.PutAsync(StoreData.Bytes(length, i), cancel));
        return _refs.Count;
    }

    /// <summary>Comes to the gate, then drops all at once.</summary>
    public async Task DropAt(string gate, CancellationToken cancel)
    {
        await Visit.StayAsync(gate, "drops", cancel);
        _refs.Clear();
        BuildJobs.Collect();
    }
}
