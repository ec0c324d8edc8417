using System.IO.Hashing;
using Google.Protobuf;
using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;
using ArtifactChunk = RaySharp.Spark.Protocol.AddArtifactsRequest.Types.ArtifactChunk;

namespace RaySharp.Spark.Artifacts;

/// <summary>Sends artifacts, reading each as it goes, a chunk at a time.</summary>
/// <param name="client">The session's calls.</param>
/// <param name="progress">Told what has been sent.</param>
internal sealed class ArtifactUpload(SessionClient client, IProgress<ArtifactProgress>? progress)
{
    /// <summary>Sends artifacts; what a network lost is sent again from its beginning.</summary>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task SendAsync(IReadOnlyCollection<SparkArtifact> artifacts, CancellationToken cancel)
    {
        if (artifacts.Count == 0) return;
        var backoff = client.NewBackoff();
        while (true)
        {
            RpcFault fault;
            try
            {
                Check(await SendOnceAsync(artifacts, cancel).ConfigureAwait(false));
                return;
            }
            catch (RpcException failure)
            {
                cancel.ThrowIfCancellationRequested();
                fault = RpcFault.Of(failure);
            }
            if (!fault.IsRetryable || backoff.Next(fault.RetryDelay) is not { } wait) throw await client.ExceptionOfAsync(fault).ConfigureAwait(false);
            await Task.Delay(wait, client.Time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the server has an artifact of this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancel)
    {
        ArtifactStatusesRequest request = new() { Names = { name } };
        var response = await client.CallAsync(client.Service.ArtifactStatusAsync, request, cancel).ConfigureAwait(false);
        return response.Statuses.TryGetValue(name, out var status) && status.Exists;
    }

    private async Task<AddArtifactsResponse> SendOnceAsync(IReadOnlyCollection<SparkArtifact> artifacts, CancellationToken cancel)
    {
        using var call = client.Service.AddArtifacts(new CallOptions(cancellationToken: cancel));
        try
        {
            foreach (var group in ArtifactPacking.Groups(artifacts))
                if (ArtifactPacking.Chunks(group[0].Length) > 1) await SendChunkedAsync(call.RequestStream, group[0], cancel).ConfigureAwait(false);
                else await SendBatchAsync(call.RequestStream, group, cancel).ConfigureAwait(false);
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException)
        {
            // The server has answered before all was sent: its answer, below, says why.
        }
        var response = await call.ResponseAsync.ConfigureAwait(false);
        client.Identity.Observe(response);
        return response;
    }

    private async Task SendBatchAsync(IClientStreamWriter<AddArtifactsRequest> stream, IReadOnlyList<SparkArtifact> group, CancellationToken cancel)
    {
        AddArtifactsRequest.Types.Batch batch = new();
        foreach (var artifact in group)
        {
            var source = artifact.OpenRead();
            await using var _ = source.ConfigureAwait(false);
            batch.Artifacts.Add(new AddArtifactsRequest.Types.SingleChunkArtifact { Name = artifact.Name, Data = await ReadChunkAsync(artifact, source, 0, cancel).ConfigureAwait(false) });
        }
        await stream.WriteAsync(client.Identity.Sign(new AddArtifactsRequest { Batch = batch }), cancel).ConfigureAwait(false);
        foreach (var artifact in group) progress?.Report(new(artifact.Name, artifact.Length, artifact.Length));
    }

    private async Task SendChunkedAsync(IClientStreamWriter<AddArtifactsRequest> stream, SparkArtifact artifact, CancellationToken cancel)
    {
        var source = artifact.OpenRead();
        await using var _ = source.ConfigureAwait(false);
        for (long sent = 0; sent < artifact.Length;)
        {
            var chunk = await ReadChunkAsync(artifact, source, sent, cancel).ConfigureAwait(false);
            AddArtifactsRequest request = new();
            if (sent > 0) request.Chunk = chunk;
            else request.BeginChunk = new() { Name = artifact.Name, TotalBytes = artifact.Length, NumChunks = ArtifactPacking.Chunks(artifact.Length), InitialChunk = chunk };
            await stream.WriteAsync(client.Identity.Sign(request), cancel).ConfigureAwait(false);
            sent += chunk.Data.Length;
            progress?.Report(new(artifact.Name, sent, artifact.Length));
        }
    }

    private static async Task<ArtifactChunk> ReadChunkAsync(SparkArtifact artifact, Stream source, long at, CancellationToken cancel)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(ArtifactPacking.ChunkBytes, artifact.Length - at));
        int read = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        if (read < bytes.Length || (at + read == artifact.Length && source.CanSeek && source.Length != artifact.Length))
            throw new SparkArtifactException($"The artifact '{artifact.Name}' had {artifact.Length} bytes and has {(source.CanSeek ? source.Length : at + read)} now: "
                + "the file changed while it was sent. Send it again when nobody writes it, under a new name.");
        return new() { Data = UnsafeByteOperations.UnsafeWrap(bytes), Crc = Crc32.HashToUInt32(bytes) };
    }

    private static void Check(AddArtifactsResponse response)
    {
        if (response.Artifacts.FirstOrDefault(artifact => !artifact.IsCrcSuccessful) is { } broken)
            throw new SparkArtifactException($"The artifact '{broken.Name}' arrived damaged (its CRC32 is another). Send it again.");
    }
}
