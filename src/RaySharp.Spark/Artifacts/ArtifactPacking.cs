namespace RaySharp.Spark.Artifacts;

/// <summary>Decides how artifacts travel: what fits into one chunk goes as part of a batch, the rest in chunks of its own.</summary>
internal static class ArtifactPacking
{
    public const int ChunkBytes = 1 << 20;

    /// <summary>How many chunks an artifact of this length takes. The server refuses a chunked one that has a single chunk.</summary>
    /// <param name="length">In bytes.</param>
    public static long Chunks(long length) => Math.Max(1, (length + ChunkBytes - 1) / ChunkBytes);

    /// <summary>Groups of artifacts in their order: several small ones that make a batch of at most a chunk, or a large one alone.</summary>
    /// <param name="artifacts">The artifacts.</param>
    public static IEnumerable<IReadOnlyList<SparkArtifact>> Groups(IEnumerable<SparkArtifact> artifacts)
    {
        List<SparkArtifact> batch = [];
        long bytes = 0;
        foreach (var artifact in artifacts)
        {
            if (batch.Count > 0 && bytes + artifact.Length > ChunkBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            if (Chunks(artifact.Length) > 1)
            {
                yield return [artifact];
                continue;
            }
            batch.Add(artifact);
            bytes += artifact.Length;
        }
        if (batch.Count > 0) yield return batch;
    }
}
