namespace RaySharp.Simulation.Store;

/// <summary>An object's bytes as one run of its task wrote them: no two are equal.</summary>
internal sealed class SimValue(ObjectId id, long length)
{
    public ObjectId Id { get; } = id;

    public long Length { get; } = length;

    public override string ToString() => $"{Id} of {Length} bytes";
}
