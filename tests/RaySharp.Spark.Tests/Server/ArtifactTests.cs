using System.IO.Compression;
using Apache.Arrow;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class ArtifactTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_lies_in_the_sessions_folder_and_can_be_executed()
    {
        await using var session = await spark.ConnectAsync();
        string path = Path.Combine(await spark.FolderAsync(), "hello.sh");
        await File.WriteAllTextAsync(path, "#!/bin/sh\nwhile read -r id; do echo hello $id; done\n", Cancel);
        await session.AddArtifactAsync(SparkArtifact.File(path), cancel: Cancel);
        Assert.Equal(["hello 0"], await RunAsync(session, $"./{session.ServerSideSessionId}/hello.sh"));
    }

    [Fact]
    public async Task An_archive_is_unpacked_and_large_files_arrive_whole()
    {
        await using var session = await spark.ConnectAsync();
        string folder = await spark.FolderAsync(), path = Path.Combine(folder, "app.zip");
        byte[] content = new byte[(3 << 20) + 17];
        new Random(1).NextBytes(content);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("data/big.bin", CompressionLevel.NoCompression).Open()) entry.Write(content);
        ProgressNotes<ArtifactProgress> notes = new();
        await session.AddArtifactAsync(SparkArtifact.Archive(path, "app"), notes, Cancel);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        Assert.Equal([hash], await RunAsync(session, $"sha256sum < ./{session.ServerSideSessionId}/app/data/big.bin | cut -c 1-64"));
        Assert.True(notes.All.Count >= 4 && notes.All.Last() is var last && last.SentBytes == last.TotalBytes);
    }

    [Fact]
    public async Task One_name_has_one_content()
    {
        await using var session = await spark.ConnectAsync();
        await session.AddArtifactAsync(SparkArtifact.Content(new byte[] { 1 }, "same"), cancel: Cancel);
        await session.AddArtifactAsync(SparkArtifact.Content(new byte[] { 1 }, "same"), cancel: Cancel);
        var failure = await Assert.ThrowsAsync<SparkArtifactException>(() => session.AddArtifactAsync(SparkArtifact.Content(new byte[] { 2 }, "same"), cancel: Cancel));
        Assert.Equal("ARTIFACT_ALREADY_EXISTS", failure.ErrorClass);
        byte[] large = new byte[3 << 20];
        await session.AddArtifactAsync(SparkArtifact.Content(large, "large"), cancel: Cancel);
        large[0] = 1;
        await Assert.ThrowsAsync<SparkArtifactException>(() => session.AddArtifactAsync(SparkArtifact.Content(large, "large"), cancel: Cancel));
    }

    private static async Task<List<string>> RunAsync(SparkSession session, string command)
    {
        List<string> lines = [];
        await foreach (var batch in session.RunSqlAsync($"SELECT TRANSFORM(id) USING '{command}' AS (line STRING) FROM range(1)", cancel: Cancel))
            lines.AddRange((IEnumerable<string>)(StringArray)batch.Column(0));
        return lines;
    }
}
