using System.IO.Hashing;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Artifacts;

public sealed class ArtifactUploadTests : IDisposable
{
    private readonly FakeSpark _server = new();
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_file_goes_in_chunks_with_their_checksums()
    {
        byte[] content = RandomBytes((5 << 20) / 2);
        await File.WriteAllBytesAsync(_path, content, Cancel);
        ProgressNotes<ArtifactProgress> notes = new();
        var sent = await SendAsync([SparkArtifact.File(_path, "big.bin")], notes);
        Assert.Equal(("files/big.bin", (long)content.Length, 3L), (sent[0].BeginChunk.Name, sent[0].BeginChunk.TotalBytes, sent[0].BeginChunk.NumChunks));
        var chunks = sent.Select(request => request.Chunk ?? request.BeginChunk.InitialChunk).ToList();
        Assert.All(chunks, chunk => Assert.Equal(Crc32.HashToUInt32(chunk.Data.Span), chunk.Crc));
        Assert.Equal(content, chunks.SelectMany(chunk => chunk.Data.ToByteArray()));
        Assert.Equal([1L << 20, 2L << 20, content.Length], notes.All.Select(note => note.SentBytes));
    }

    [Fact]
    public async Task Small_files_travel_together()
    {
        var sent = await SendAsync([SparkArtifact.Content(RandomBytes(10), "a"), SparkArtifact.Content(Array.Empty<byte>(), "b")]);
        Assert.Equal([("files/a", 10), ("files/b", 0)], Assert.Single(sent).Batch.Artifacts.Select(artifact => (artifact.Name, artifact.Data.Data.Length)));
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_an_error()
    {
        await File.WriteAllBytesAsync(_path, RandomBytes(2 << 20), Cancel);
        var artifact = SparkArtifact.File(_path, "changing");
        await File.WriteAllBytesAsync(_path, RandomBytes(3 << 20), Cancel);
        Assert.Contains("changed while it was sent", (await Assert.ThrowsAsync<SparkArtifactException>(() => SendAsync([artifact]))).Message);
        await File.WriteAllBytesAsync(_path, RandomBytes(1 << 20), Cancel);
        Assert.Contains("changed while it was sent", (await Assert.ThrowsAsync<SparkArtifactException>(() => SendAsync([artifact]))).Message);
    }

    [Fact]
    public async Task What_arrives_damaged_is_an_error()
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<AddArtifactsRequest>(_ => new AddArtifactsResponse { Artifacts = { new AddArtifactsResponse.Types.ArtifactSummary { Name = "files/a", IsCrcSuccessful = false } } });
        var failure = await Assert.ThrowsAsync<SparkArtifactException>(() => session.AddArtifactAsync(SparkArtifact.Content(new byte[1], "a"), cancel: Cancel));
        Assert.Contains("'files/a' arrived damaged", failure.Message);
    }

    public void Dispose() => File.Delete(_path);

    private async Task<List<AddArtifactsRequest>> SendAsync(IReadOnlyCollection<SparkArtifact> artifacts, IProgress<ArtifactProgress>? progress = null)
    {
        await using var session = await _server.ConnectAsync();
        _server.Answer<AddArtifactsRequest>(_ => new AddArtifactsResponse { ServerSideSessionId = FakeSpark.ServerSideSession });
        await session.AddArtifactsAsync(artifacts, progress, Cancel);
        var sent = _server.Requests.OfType<AddArtifactsRequest>().ToList();
        Assert.All(sent, request => Assert.Equal(session.SessionId, request.SessionId));
        return sent;
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
