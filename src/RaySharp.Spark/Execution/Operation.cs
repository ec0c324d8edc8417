using System.Runtime.CompilerServices;
using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;

namespace RaySharp.Spark.Execution;

/// <summary>Runs one plan at the server and gives its responses, through broken streams; interrupts it when nobody waits for it any more.</summary>
/// <param name="client">The session's calls.</param>
/// <param name="plan">What to run.</param>
/// <param name="options">Its id, tags and who is told how far it is.</param>
internal sealed class Operation(SessionClient client, Plan plan, SparkOperationOptions options)
{
    private static readonly TimeSpan _emptyStreamDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(10);

    private readonly string _id = (options.OperationId ?? Uuid.New()).ToString();
    private readonly ExecuteStateMachine _machine = new(client.NewBackoff(), _emptyStreamDelay);

    /// <summary>Runs the operation. Each enumeration is to be the only one.</summary>
    /// <param name="cancel">Interrupts the operation.</param>
    public async IAsyncEnumerable<ExecutePlanResponse> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var step = _machine.Start();
        bool sent = false;
        try
        {
            while (step.Action != ExecuteAction.Finish)
            {
                if (step.Delay > TimeSpan.Zero) await Task.Delay(step.Delay, client.Time, cancel).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                sent = true;
                using var stream = step.Action == ExecuteAction.Send ? Send(cancel) : Reattach(cancel);
                do
                {
                    var (response, fault) = await ReadAsync(stream, cancel).ConfigureAwait(false);
                    if (response != null) step = _machine.OnResponse(response.ResponseId, response.CalculateSize(), response.ResultComplete != null);
                    else if (fault == null) step = _machine.OnStreamEnded();
                    else if ((step = _machine.OnStreamFailed(Classify(fault))).Action == ExecuteAction.Fail) throw await client.ExceptionOfAsync(fault).ConfigureAwait(false);
                    if (step.ReleaseUntil is { } until) _ = ReleaseAsync(new() { ReleaseUntil = new() { ResponseId = until } });
                    if (response?.ExecutionProgress is { } progress) options.Progress?.Report(Read(progress));
                    else if (response is { ResultComplete: null }) yield return response;
                }
                while (step.Action == ExecuteAction.Read);
            }
        }
        finally
        {
            if (sent) await EndAsync(step.Action).ConfigureAwait(false);
        }
    }

    // Whoever stops waiting, by a token or by leaving a loop, finds the operation ended, not running on for nobody.
    private async Task EndAsync(ExecuteAction last)
    {
        if (last is not ExecuteAction.Finish and not ExecuteAction.Fail) await InterruptAsync().ConfigureAwait(false);
        _ = ReleaseAsync(new() { ReleaseAll = new() });
    }

    private async Task InterruptAsync()
    {
        InterruptRequest request = new() { InterruptType = InterruptRequest.Types.InterruptType.OperationId, OperationId = _id };
        await IgnoreFailureAsync(cancel => client.CallAsync(client.Service.InterruptAsync, request, cancel)).ConfigureAwait(false);
    }

    private Task ReleaseAsync(ReleaseExecuteRequest request)
    {
        request.OperationId = _id;
        return IgnoreFailureAsync(cancel => client.CallAsync(client.Service.ReleaseExecuteAsync, request, cancel));
    }

    // What is said in parting is a courtesy: without it the server comes to the same end, later.
    private async Task IgnoreFailureAsync(Func<CancellationToken, Task> say)
    {
        try
        {
            using CancellationTokenSource deadline = new(_goodbye, client.Time);
            await say(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SparkException or OperationCanceledException or ObjectDisposedException)
        {
            // The operation's own outcome is what counts.
        }
    }

    private AsyncServerStreamingCall<ExecutePlanResponse> Send(CancellationToken cancel)
    {
        ExecutePlanRequest request = new() { Plan = plan, OperationId = _id };
        request.Tags.AddRange(options.Tags);
        request.RequestOptions.Add(new ExecutePlanRequest.Types.RequestOption { ReattachOptions = new() { Reattachable = true } });
        request.RequestOptions.Add(new ExecutePlanRequest.Types.RequestOption { ResultChunkingOptions = new() { AllowArrowBatchChunking = true } });
        return client.Service.ExecutePlan(client.Identity.Sign(request), new(cancellationToken: cancel));
    }

    private AsyncServerStreamingCall<ExecutePlanResponse> Reattach(CancellationToken cancel) => client.Service.ReattachExecute(
        client.Identity.Sign(new ReattachExecuteRequest { OperationId = _id, LastResponseId = _machine.LastResponseId }), new(cancellationToken: cancel));

    private async Task<(ExecutePlanResponse? Response, RpcFault? Fault)> ReadAsync(AsyncServerStreamingCall<ExecutePlanResponse> stream, CancellationToken cancel)
    {
        try
        {
            if (!await stream.ResponseStream.MoveNext(cancel).ConfigureAwait(false)) return default;
            var response = stream.ResponseStream.Current;
            client.Identity.Observe(response);
            return (response, null);
        }
        catch (RpcException failure)
        {
            cancel.ThrowIfCancellationRequested();
            return (null, RpcFault.Of(failure));
        }
    }

    private static StreamFault Classify(RpcFault fault) => new(fault.Details.ErrorClass switch
    {
        "INVALID_HANDLE.OPERATION_NOT_FOUND" => StreamFaultKind.OperationNotFound,
        "INVALID_HANDLE.OPERATION_ALREADY_EXISTS" => StreamFaultKind.OperationExists,
        _ => fault.IsRetryable ? StreamFaultKind.Interrupted : StreamFaultKind.Failed,
    }, fault.RetryDelay);

    private static ExecutionProgress Read(ExecutePlanResponse.Types.ExecutionProgress progress) => new(
        [.. progress.Stages.Select(stage => new StageProgress(stage.StageId, stage.NumTasks, stage.NumCompletedTasks, stage.InputBytesRead, stage.Done))],
        progress.NumInflightTasks);
}
