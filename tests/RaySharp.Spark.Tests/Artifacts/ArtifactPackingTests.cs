using RaySharp.Spark.Artifacts;

namespace RaySharp.Spark.Tests.Artifacts;

public sealed class ArtifactPackingTests
{
    private const int Mebibyte = 1 << 20;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(Mebibyte, 1)]
    [InlineData(Mebibyte + 1, 2)]
    [InlineData(3 * Mebibyte, 3)]
    public void A_chunk_is_a_mebibyte(long length, long chunks) => Assert.Equal(chunks, ArtifactPacking.Chunks(length));

    [Fact]
    public void Small_ones_share_a_batch_and_large_ones_go_alone_in_their_order() =>
        Assert.Equal([[0, 1], [2, 3], [4], [5]], Groups(10, Mebibyte - 10, 1, 2, Mebibyte + 1, 0));

    [Fact]
    public void Nothing_makes_no_group() => Assert.Empty(Groups());

    private static IEnumerable<int[]> Groups(params int[] lengths)
    {
        var artifacts = lengths.Select((length, index) => SparkArtifact.Content(new byte[length], $"{index}")).ToList();
        return ArtifactPacking.Groups(artifacts).Select(group => group.Select(artifact => artifacts.IndexOf(artifact)).ToArray());
    }
}
