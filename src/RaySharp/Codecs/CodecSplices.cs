namespace RaySharp.Codecs;

/// <summary>Values that lie elsewhere and are read where the flat bytes leave them out.</summary>
/// <param name="places">Where in the flat bytes, ascending, and the values.</param>
internal sealed class CodecSplices(IReadOnlyList<(int Offset, ReadOnlyMemory<byte> Value)> places)
{
    public int Count => places.Count;

    public long Bytes { get; } = places.Sum(static place => (long)place.Value.Length);

    public (int Offset, ReadOnlyMemory<byte> Value) this[int index] => places[index];
}
