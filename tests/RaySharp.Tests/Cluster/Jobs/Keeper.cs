namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>An actor that keeps what another driver owns.</summary>
[RayActor]
internal sealed partial class Keeper
{
    private ObjectRef<byte[]>[] _kept = [];

    public int Keep(ObjectRef<byte[]>[] refs)
    {
        _kept = refs;
        return refs.Length;
    }

    public ObjectRef<byte[]>[] Kept() => _kept;

    public async Task<int> Length(CancellationToken cancel) => (await _kept[0].GetAsync(cancel: cancel)).Length;
}
