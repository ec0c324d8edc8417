using System.Security.Cryptography;
using Apache.Arrow;
using Google.Protobuf;
using RaySharp.Spark.Artifacts;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Arrow;
using Schema = Apache.Arrow.Schema;

namespace RaySharp.Spark.Engine;

/// <summary>
/// Rows of this process, as the server takes them: a LocalRelation. A small one is part of the plan; a large one travels once, as an artifact that
/// is called after its hash, and the plan names that.
/// </summary>
internal sealed class LocalData
{
    /// <summary>The LocalRelation's field 'data' as it begins in protobuf's encoding: field 1, bytes.</summary>
    private const byte DataTag = 1 << 3 | 2;

    private const int LongestHeader = 6;

    private readonly ArraySegment<byte> _message;
    private readonly int _header;
    private readonly Lazy<string> _hash;

    private LocalData(ArraySegment<byte> message, int header)
    {
        (_message, _header) = (message, header);
        _hash = new(() => Convert.ToHexStringLower(SHA256.HashData(_message)));
    }

    private bool IsLarge => _message.Count > ArtifactPacking.ChunkBytes;

    public static LocalData Of(IReadOnlyList<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Count == 0) throw new ArgumentException("A DataFrame needs at least one batch (it may have no rows): it gives the schema.", nameof(batches));
        foreach (var batch in batches.Skip(1))
            if (!SameColumns(batches[0].Schema, batch.Schema))
                throw new ArgumentException($"The batches differ in their columns: {Columns(batches[0].Schema)} and {Columns(batch.Schema)}. One DataFrame has one schema.", nameof(batches));
        return Of(ArrowStreams.Write(batches, LongestHeader));
    }

    // The stream leaves room for the header, which is as long as the length it tells: so the message begins somewhere in that room.
    private static LocalData Of(MemoryStream stream)
    {
        byte[] buffer = stream.GetBuffer();
        Span<byte> header = stackalloc byte[LongestHeader];
        header[0] = DataTag;
        int length = 1;
        uint rest = (uint)(stream.Length - LongestHeader);
        for (; rest >= 0x80; rest >>= 7) header[length++] = (byte)(rest | 0x80);
        header[length++] = (byte)rest;
        int start = LongestHeader - length;
        header[..length].CopyTo(buffer.AsSpan(start));
        return new(new(buffer, start, (int)stream.Length - start), length);
    }

    /// <summary>The relation; what it needs at the server is there afterwards.</summary>
    /// <param name="artifacts">Sends the large ones.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<Relation> RelationAsync(ArtifactUpload artifacts, CancellationToken cancel)
    {
        if (!IsLarge) return new() { LocalRelation = new() { Data = UnsafeByteOperations.UnsafeWrap(_message.AsMemory(_header)) } };
        var cached = SparkArtifact.Cached(_hash.Value, _message);
        if (!await artifacts.ExistsAsync(cached.Name, cancel).ConfigureAwait(false)) await artifacts.SendAsync([cached], cancel).ConfigureAwait(false);
        return new() { CachedLocalRelation = new() { Hash = _hash.Value } };
    }

    private static bool SameColumns(Schema a, Schema b) =>
        a.FieldsList.Count == b.FieldsList.Count && a.FieldsList.Zip(b.FieldsList).All(pair => pair.First.Name == pair.Second.Name && pair.First.DataType.TypeId == pair.Second.DataType.TypeId);

    private static string Columns(Schema schema) => $"({string.Join(", ", schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"))})";
}
