using System.Runtime.CompilerServices;
using Apache.Arrow;
using RaySharp.Spark.Arrow;
using RaySharp.Spark.Artifacts;
using RaySharp.Spark.Execution;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;

namespace RaySharp.Spark.Engine;

/// <summary>Runs plans, and asks about them.</summary>
/// <param name="client">The session's calls.</param>
internal sealed class PlanRunner(SessionClient client)
{
    private static readonly SparkOperationOptions _defaults = new();

    /// <summary>Runs a query; gives its rows as they come, and at least one batch, which may be empty.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="cancel">Interrupts it.</param>
    public async IAsyncEnumerable<RecordBatch> BatchesAsync(Relation query, SparkOperationOptions? options, [EnumeratorCancellation] CancellationToken cancel)
    {
        Operation operation = new(client, new() { Root = query }, (options ?? _defaults).Validated());
        ArrowBatchAssembler assembler = new();
        await foreach (var response in operation.RunAsync(cancel).ConfigureAwait(false))
        {
            if (response.ArrowBatch == null || assembler.Add(response.ArrowBatch) is not { } stream) continue;
            foreach (var batch in ArrowStreams.Read(stream)) yield return batch;
        }
        assembler.Complete();
    }

    /// <summary>Runs a query whose result is small.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancel">Interrupts it.</param>
    public async Task<List<RecordBatch>> CollectAsync(Relation query, CancellationToken cancel)
    {
        List<RecordBatch> batches = [];
        await foreach (var batch in BatchesAsync(query, null, cancel).ConfigureAwait(false)) batches.Add(batch);
        return batches;
    }

    /// <summary>Runs a command; gives what an SQL command results in.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="cancel">Interrupts it.</param>
    public async Task<Relation?> RunAsync(Command command, SparkOperationOptions? options, CancellationToken cancel)
    {
        Operation operation = new(client, new() { Command = command }, (options ?? _defaults).Validated());
        Relation? result = null;
        await foreach (var response in operation.RunAsync(cancel).ConfigureAwait(false)) result = response.SqlCommandResult?.Relation ?? result;
        return result;
    }

    public ArtifactUpload Artifacts(IProgress<ArtifactProgress>? progress = null) => new(client, progress);

    public Task<AnalyzePlanResponse> AnalyzeAsync(AnalyzePlanRequest request, CancellationToken cancel) => client.CallAsync(client.Service.AnalyzePlanAsync, request, cancel);
}
