using Grpc.Core;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Retries;

namespace RaySharp.Spark.Rpc;

/// <summary>A session's calls: signed, repeated where the network failed, their failures typed.</summary>
/// <param name="service">The calls themselves.</param>
/// <param name="identity">Who asks.</param>
/// <param name="errors">Makes exceptions of failures.</param>
/// <param name="retries">How often a call is repeated.</param>
/// <param name="time">The clock by which it waits in between.</param>
/// <param name="random">Numbers from 0 to 1, for the waits.</param>
internal sealed class SessionClient(
    SparkConnectService.SparkConnectServiceClient service, SessionIdentity identity, SparkErrors errors, SparkRetryPolicy retries, TimeProvider time, Func<double> random)
{
    private static readonly TimeSpan _detailsTimeout = TimeSpan.FromSeconds(10);

    public SparkConnectService.SparkConnectServiceClient Service => service;

    public SessionIdentity Identity => identity;

    public TimeProvider Time => time;

    public Backoff NewBackoff() => new(retries, random);

    /// <summary>Makes a call that has one answer.</summary>
    /// <param name="call">The service's method.</param>
    /// <param name="request">The request; it is signed here.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="patient">Whether a network that fails is given more chances; a server that asks to come back later always is.</param>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, CancellationToken cancel, bool patient = true)
        where TRequest : ISessionRequest where TResponse : ISessionResponse
    {
        var backoff = NewBackoff();
        while (true)
        {
            RpcFault fault;
            try
            {
                using var pending = call(identity.Sign(request), new(cancellationToken: cancel));
                var response = await pending.ResponseAsync.ConfigureAwait(false);
                identity.Observe(response);
                return response;
            }
            catch (RpcException failure)
            {
                cancel.ThrowIfCancellationRequested();
                fault = RpcFault.Of(failure);
            }
            if (!fault.IsRetryable || (!patient && fault.RetryDelay == null) || backoff.Next(fault.RetryDelay) is not { } wait)
                throw await ExceptionOfAsync(fault).ConfigureAwait(false);
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The typed exception for a failed call; where the server can tell more about it, it is asked.</summary>
    /// <param name="fault">What the call failed with.</param>
    public async Task<SparkException> ExceptionOfAsync(RpcFault fault) => errors.Of(fault, fault.ErrorId == null ? null : await FullAccountAsync(fault.ErrorId).ConfigureAwait(false));

    private async Task<(string Message, SparkErrorDetails Details, Exception? Cause)?> FullAccountAsync(string errorId)
    {
        try
        {
            using CancellationTokenSource deadline = new(_detailsTimeout, time);
            using var call = service.FetchErrorDetailsAsync(identity.Sign(new FetchErrorDetailsRequest { ErrorId = errorId }), new(cancellationToken: deadline.Token));
            return ServerError.Read(await call.ResponseAsync.ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or ObjectDisposedException)
        {
            return null;    // what the call itself said must do
        }
    }
}
