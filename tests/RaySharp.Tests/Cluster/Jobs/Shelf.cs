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
