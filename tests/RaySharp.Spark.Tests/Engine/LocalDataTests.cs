using System.Security.Cryptography;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Engine;

public sealed class LocalDataTests
{
    private readonly FakeSpark _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public LocalDataTests()
    {
        bool isThere = false;
        _server.Answer<ArtifactStatusesRequest>(request =>
        {
            ArtifactStatusesResponse response = new() { ServerSideSessionId = FakeSpark.ServerSideSession };
            response.Statuses[request.Names.Single()] = new() { Exists = isThere };
            return response;
        });
        _server.Answer<AddArtifactsRequest>(_ =>
        {
            isThere = true;
            return new AddArtifactsResponse { ServerSideSessionId = FakeSpark.ServerSideSession };
        });
        _server.Stream = (_, _) => FakeStreams.Of([FakeStreams.Batch("a", 1), FakeStreams.Complete("b")]);
    }

    [Fact]
    public async Task A_small_one_is_part_of_the_plan()
    {
        await using var session = await _server.ConnectAsync();
        await session.CreateDataFrame(FakeStreams.Longs(1, 2, 3)).CollectAsync(Cancel);
        Assert.NotEmpty(_server.Requests.OfType<ExecutePlanRequest>().Single().Plan.Root.LocalRelation.Data);
        Assert.Empty(_server.Requests.OfType<AddArtifactsRequest>());
    }

    [Fact]
    public async Task A_large_one_travels_once_under_its_hash_however_often_it_is_used()
    {
        await using var session = await _server.ConnectAsync();
        var numbers = session.CreateDataFrame(FakeStreams.Longs(Enumerable.Range(0, 300_000).Select(static id => (long)id)));
        for (int i = 0; i < 3; i++) await numbers.CollectAsync(Cancel);
        var sent = _server.Requests.OfType<AddArtifactsRequest>().ToArray();
        var begin = Assert.Single(sent, static request => request.BeginChunk is not null).BeginChunk;
        byte[] content = [.. sent.SelectMany(static request => (request.BeginChunk?.InitialChunk ?? request.Chunk).Data)];
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal(($"cache/{hash}", content.Length, sent.Length), (begin.Name, begin.TotalBytes, begin.NumChunks));
        Assert.All(_server.Requests.OfType<ExecutePlanRequest>(), plan => Assert.Equal(hash, plan.Plan.Root.CachedLocalRelation.Hash));
        Assert.NotEmpty(LocalRelation.Parser.ParseFrom(content).Data);
    }
}
